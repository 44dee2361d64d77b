//! What waits: a change whose date has come, and which a board, a committee or a partner still holds up.

use crate::economy::settings::Change;
use crate::engine::Month;
use serde::{Deserialize, Serialize};

/// A change that has not taken effect yet.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Waiting {
    pub change: Change,
    /// Month from which every board has said yes.
    pub ratified: Month,
    /// Month in which it was to take effect.
    pub due: Month,
}
