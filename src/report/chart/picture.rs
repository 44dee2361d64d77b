//! A picture as a list of shapes in pixels of a 1200-wide page, so that charts are data until they are drawn.

use plotters::style::{FontFamily, FontStyle, IntoFont};

/// Width of every picture.
pub const WIDTH: f64 = 1200.0;

/// A colour of the palette; all pairs stay apart for the colour-blind (Okabe and Ito 2008).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ink(pub u8, pub u8, pub u8);

pub const TEXT: Ink = Ink(0x22, 0x22, 0x22);
pub const QUIET: Ink = Ink(0x5C, 0x5C, 0x5C);
pub const GRID: Ink = Ink(0xE3, 0xE3, 0xE3);
pub const PAPER: Ink = Ink(0xFF, 0xFF, 0xFF);
/// The base is dark grey and dashed; alternatives follow in this order.
pub const BASE: Ink = Ink(0x4A, 0x4A, 0x4A);
pub const BLUE: Ink = Ink(0x00, 0x72, 0xB2);
pub const VERMILLION: Ink = Ink(0xD5, 0x5E, 0x00);
pub const GREEN: Ink = Ink(0x00, 0x9E, 0x73);
pub const PURPLE: Ink = Ink(0xCC, 0x79, 0xA7);
pub const ORANGE: Ink = Ink(0xE6, 0x9F, 0x00);

/// Ink and dash of an arm.
pub fn arm_style(arm: usize) -> (Ink, Option<f64>) {
    match arm {
        0 => (BASE, Some(7.0)),
        1 => (BLUE, None),
        2 => (VERMILLION, None),
        3 => (GREEN, None),
        4 => (PURPLE, Some(14.0)),
        _ => (ORANGE, Some(3.0)),
    }
}

/// Where a text is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    Left,
    Middle,
    Right,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A line through points; `dash` is the length of dashes and gaps.
    Line {
        points: Vec<(f64, f64)>,
        ink: Ink,
        width: f64,
        dash: Option<f64>,
    },
    Area {
        points: Vec<(f64, f64)>,
        ink: Ink,
        /// 0 is clear, 1 solid.
        cover: f64,
    },
    Dot {
        at: (f64, f64),
        radius: f64,
        ink: Ink,
        /// White inside.
        hollow: bool,
    },
    /// Held at its vertical middle.
    Text {
        at: (f64, f64),
        text: String,
        size: f64,
        ink: Ink,
        strong: bool,
        held: Held,
    },
}

/// A chart before it is drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// The finding, for people who do not see the picture as well.
    pub title: String,
    pub description: String,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

/// Family name under which the embedded faces are known.
pub const FAMILY: &str = "Open Sans";

/// Width of a text in pixels. Falls back to a mean letter where no font is loaded.
pub fn width(text: &str, size: f64, strong: bool) -> f64 {
    super::draw::load_fonts();
    let style = if strong { FontStyle::Bold } else { FontStyle::Normal };
    (FontFamily::Name(FAMILY), size * super::draw::EM, style)
        .into_font()
        .box_size(text)
        .map_or(0.55 * size * text.chars().count() as f64, |(w, _)| f64::from(w))
}

/// Breaks a text into lines no wider than `limit` pixels.
pub fn wrap(text: &str, size: f64, strong: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        // A number keeps to its per-cent sign, thousands and millions.
        let keeps = matches!(word.trim_end_matches([')', ',', ';']), "%" | "k" | "m");
        match lines.last_mut() {
            Some(last) if keeps || width(&format!("{last} {word}"), size, strong) <= limit => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

impl Picture {
    /// An empty page with its title (the finding) and what is shown; the caption comes with [`Picture::finish`].
    pub fn page(title: &str, shown: &str) -> (Picture, f64) {
        let mut picture = Picture {
            title: title.to_string(),
            description: shown.to_string(),
            height: 0.0,
            shapes: Vec::new(),
        };
        let mut y = 36.0;
        for line in wrap(title, 25.0, true, WIDTH - 100.0) {
            picture.text((32.0, y), &line, 25.0, TEXT, true, Held::Left);
            y += 32.0;
        }
        for line in wrap(shown, 16.0, false, WIDTH - 100.0) {
            picture.text((32.0, y), &line, 16.0, QUIET, false, Held::Left);
            y += 22.0;
        }
        (picture, y + 4.0)
    }

    /// Sets the caption below everything drawn so far and cuts the page there.
    pub fn finish(mut self, bottom: f64, caption: &str) -> Picture {
        self.description = format!("{} {caption}", self.description);
        let mut y = bottom + 26.0;
        for line in wrap(caption, 13.5, false, WIDTH - 100.0) {
            self.text((32.0, y), &line, 13.5, QUIET, false, Held::Left);
            y += 18.0;
        }
        self.height = y + 4.0;
        self
    }

    pub fn text(&mut self, at: (f64, f64), text: &str, size: f64, ink: Ink, strong: bool, held: Held) {
        self.shapes.push(Shape::Text {
            at,
            text: text.to_string(),
            size,
            ink,
            strong,
            held,
        });
    }
    pub fn line(&mut self, points: Vec<(f64, f64)>, ink: Ink, width: f64, dash: Option<f64>) {
        self.shapes.push(Shape::Line {
            points,
            ink,
            width,
            dash,
        });
    }
    pub fn area(&mut self, points: Vec<(f64, f64)>, ink: Ink, cover: f64) {
        self.shapes.push(Shape::Area { points, ink, cover });
    }
    pub fn bar(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), ink: Ink, cover: f64) {
        self.area(vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)], ink, cover);
    }
    pub fn dot(&mut self, at: (f64, f64), radius: f64, ink: Ink, hollow: bool) {
        self.shapes.push(Shape::Dot {
            at,
            radius,
            ink,
            hollow,
        });
    }
}
