//! Pictures onto paper: SVG as text, PNG at twice the size. The faces are embedded, so a chart looks the same everywhere.

use super::picture::{FAMILY, Held, Ink, PAPER, Picture, Shape, WIDTH};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};
use std::path::Path;
use std::sync::Once;

static REGULAR: &[u8] = include_bytes!("../font/OpenSans-Regular.ttf");
static SEMIBOLD: &[u8] = include_bytes!("../font/OpenSans-Semibold.ttf");

/// The drawing library's font size is its line height: 1.24 of an em.
pub const EM: f64 = 1.24;
/// Pixels of a PNG for each pixel of the page.
const PNG_SCALE: f64 = 2.0;

/// Makes the embedded faces known; once is enough.
pub fn load_fonts() {
    static LOADED: Once = Once::new();
    LOADED.call_once(|| {
        for (style, face) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, SEMIBOLD)] {
            // An unreadable face would leave charts without text; a test draws every chart, so it cannot be shipped.
            let _ = register_font(FAMILY, style, face);
        }
    });
}

/// Something on the page could not be drawn or the file not written.
#[derive(Debug)]
pub struct DrawError(String);

impl std::fmt::Display for DrawError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the chart could not be drawn: {}", self.0)
    }
}
impl std::error::Error for DrawError {}

/// The picture as SVG, with title, description and faces inside.
pub fn svg(picture: &Picture) -> Result<String, DrawError> {
    load_fonts();
    let mut text = String::new();
    {
        let size = (WIDTH as u32, picture.height as u32);
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        onto(&area, picture, 1.0, 0.08)?;
        area.present().map_err(failed)?;
    }
    Ok(readable(&text, picture))
}

/// The picture as a PNG file at twice the size.
pub fn png(picture: &Picture, path: &Path) -> Result<(), DrawError> {
    load_fonts();
    let size = ((WIDTH * PNG_SCALE) as u32, (picture.height * PNG_SCALE) as u32);
    let area = BitMapBackend::new(path, size).into_drawing_area();
    onto(&area, picture, PNG_SCALE, 0.22)?;
    area.present().map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> DrawError {
    DrawError(error.to_string())
}

fn colour(ink: Ink) -> RGBColor {
    RGBColor(ink.0, ink.1, ink.2)
}

/// `drop` moves text down, in ems, to sit with the middle of its small letters on its point: each backend centres otherwise.
fn onto<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    picture: &Picture,
    scale: f64,
    drop: f64,
) -> Result<(), DrawError> {
    area.fill(&colour(PAPER)).map_err(failed)?;
    let pixel = |(x, y): (f64, f64)| ((x * scale).round() as i32, (y * scale).round() as i32);
    let stroke = |width: f64| (width * scale).round().max(1.0) as u32;
    for shape in &picture.shapes {
        match shape {
            Shape::Line {
                points,
                ink,
                width,
                dash,
            } => {
                let style = colour(*ink).stroke_width(stroke(*width));
                let strokes = dash.map_or_else(|| vec![points.clone()], |length| dashes(points, length));
                for part in strokes {
                    let path: Vec<_> = part.into_iter().map(pixel).collect();
                    area.draw(&PathElement::new(path, style)).map_err(failed)?;
                }
            }
            Shape::Area { points, ink, cover } => {
                let path: Vec<_> = points.iter().copied().map(pixel).collect();
                area.draw(&Polygon::new(path, colour(*ink).mix(*cover)))
                    .map_err(failed)?;
            }
            Shape::Dot {
                at,
                radius,
                ink,
                hollow,
            } => {
                let r = stroke(*radius);
                area.draw(&Circle::new(pixel(*at), r, colour(*ink).filled()))
                    .map_err(failed)?;
                if *hollow {
                    let inner = stroke(radius - 2.0);
                    area.draw(&Circle::new(pixel(*at), inner, colour(PAPER).filled()))
                        .map_err(failed)?;
                }
            }
            Shape::Text {
                at,
                text,
                size,
                ink,
                strong,
                held,
            } => {
                let hold = match held {
                    Held::Left => HPos::Left,
                    Held::Middle => HPos::Center,
                    Held::Right => HPos::Right,
                };
                let face = if *strong { FontStyle::Bold } else { FontStyle::Normal };
                let ink = colour(*ink);
                let style = TextStyle::from((FAMILY, size * scale * EM, face).into_font())
                    .color(&ink)
                    .pos(Pos::new(hold, VPos::Center));
                let at = pixel((at.0, at.1 + drop * size));
                area.draw(&Text::new(text.clone(), at, style)).map_err(failed)?;
            }
        }
    }
    Ok(())
}

/// A line as dashes with gaps of the same length.
fn dashes(points: &[(f64, f64)], length: f64) -> Vec<Vec<(f64, f64)>> {
    let mut strokes = Vec::new();
    let (mut inked, mut left) = (true, length);
    let mut stroke: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let ((mut x, mut y), (x1, y1)) = (pair[0], pair[1]);
        loop {
            let rest = libm::hypot(x1 - x, y1 - y);
            if rest <= left {
                left -= rest;
                stroke.push((x1, y1));
                break;
            }
            let part = left / rest;
            (x, y) = (x + part * (x1 - x), y + part * (y1 - y));
            stroke.push((x, y));
            if inked {
                strokes.push(std::mem::take(&mut stroke));
            }
            stroke = vec![(x, y)];
            inked = !inked;
            left = length;
        }
    }
    if inked && stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}

/// Adds what a screen reader and a machine without our faces need.
fn readable(svg: &str, picture: &Picture) -> String {
    let head = svg.find('>').map_or(0, |i| i + 1);
    let open = svg[..head].replacen("<svg ", "<svg role=\"img\" aria-labelledby=\"title description\" ", 1);
    let face = |bytes, weight| {
        format!(
            "@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/ttf;base64,{})}}",
            base64(bytes)
        )
    };
    format!(
        "{open}\n<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>{}{}</style>{}",
        escape(&picture.title),
        escape(&picture.description),
        face(REGULAR, "normal"),
        face(SEMIBOLD, "bold"),
        svg[head..].replace(
            &format!("font-family=\"{FAMILY}\""),
            &format!("font-family=\"'{FAMILY}','Segoe UI','Helvetica Neue',Arial,sans-serif\"")
        ),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |w, &b| (w << 8) | u32::from(b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * i)) as usize & 63];
            text.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn dashes_cover_half_the_line() {
        let strokes = dashes(&[(0.0, 0.0), (30.0, 0.0), (30.0, 70.0)], 10.0);
        let length: f64 = strokes
            .iter()
            .map(|s| {
                s.windows(2)
                    .map(|w| libm::hypot(w[1].0 - w[0].0, w[1].1 - w[0].1))
                    .sum::<f64>()
            })
            .sum();
        assert!(
            (length - 50.0).abs() < 1e-9 && strokes.len() == 5,
            "{length} in {}",
            strokes.len()
        );
    }
}
