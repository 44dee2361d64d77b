//! **Purpose** residents of a place, what befalls them, and the services they meet: demand, queues, stays, hand-offs.
//!
//! **Speaks of** people, needs, doors, services, beds, waits; emits [`fact`]s and obeys [`lever`]s.
//!
//! **May import** `engine`. It knows no money.
//!
//! **To add one here** a need is one file in `need/`, a service kind one variant of [`settings::ServiceKind`] with its
//! file in `service/`; what policy may do to it is one line in [`lever`], what it tells one line in [`fact`].

pub mod fact;
pub mod lever;
pub mod parameter;
pub mod settings;
pub mod table;
