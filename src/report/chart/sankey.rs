//! The money Sankey: from taxpayers by way of those who buy and those who give care to staff, suppliers and the care
//! market. The width of a band is pounds a year.
//!
//! Layout: four columns by stage. A link that passes a column gets a place of its own there: a pair that goes from payer
//! straight to the end is drawn through a place named *bought directly*. Two parties that pay each other are joined by
//! the difference. What goes back to those who gave (a charge for capital, a loan repaid) ends in a place of its own in the
//! last column; other money that goes back or stays within a column is a thin arrow with its sum.

use super::picture::{BLUE, GREEN, GRID, Held, Ink, ORANGE, Picture, QUIET, TEXT, VERMILLION};
use crate::analysis::{Estimate, LEVEL};
use crate::economy::settings::OrganisationKind;
use crate::measure::{Party, Stage};
use crate::report::Study;
use crate::report::money::between;
use crate::report::words::{self, change, pounds};

const STAGES: [Stage; 4] = [Stage::Source, Stage::Payer, Stage::Provider, Stage::End];
const LEFT: [f64; 4] = [40.0, 330.0, 620.0, 980.0];
/// The column of those who give care, in which what is bought directly has a place, and the last.
const BOUGHT: usize = 2;
const END: usize = 3;
const NODE: f64 = 16.0;
const GAP: f64 = 26.0;
const TALL: f64 = 600.0;
/// Links of less, as a share of the whole, are left out of the picture (they are in `flows.csv`).
const SMALLEST: f64 = 0.0005;

/// The base.
pub fn money_flow(study: &Study<'_>, _: usize) -> Option<Picture> {
    draw(study, 0)
}

/// The alternative, with what differs from the base.
pub fn money_flow_changed(study: &Study<'_>, alternative: usize) -> Option<Picture> {
    draw(study, alternative)
}

/// A node: a party, the place where links pass a column, or that of what goes back, in the last one.
struct Node {
    /// Index among the parties; nothing for a place.
    party: Option<usize>,
    column: usize,
    size: f64,
    top: f64,
}

/// A band from one node to another.
struct Link {
    from: usize,
    to: usize,
    pounds: f64,
    ink: Ink,
}

struct Layout {
    nodes: Vec<Node>,
    links: Vec<Link>,
    /// Within a column or backwards: from, to, pounds.
    back: Vec<(usize, usize, f64)>,
    /// Pixels for a pound a year.
    scale: f64,
}

fn column(party: &Party) -> usize {
    STAGES.iter().position(|stage| *stage == party.stage()).unwrap_or(0)
}

/// Where everything lies, from the mean of each pair's flow.
fn layout(parties: &[Party], flow: &dyn Fn(usize, usize) -> f64) -> Option<Layout> {
    let n = parties.len();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for a in 0..n {
        for b in a + 1..n {
            let net = flow(a, b) - flow(b, a);
            match net {
                net if net > 0.0 => pairs.push((a, b, net)),
                net if net < 0.0 => pairs.push((b, a, -net)),
                _ => {}
            }
        }
    }
    let given: f64 = pairs
        .iter()
        .filter(|(a, ..)| column(&parties[*a]) == 0)
        .map(|p| p.2)
        .sum();
    if given <= 0.0 {
        return None;
    }
    pairs.retain(|p| p.2 >= SMALLEST * given);
    let (mut forward, back): (Vec<_>, Vec<_>) = pairs
        .into_iter()
        .partition(|(a, b, _)| column(&parties[*a]) < column(&parties[*b]));
    let (returned, back): (Vec<_>, Vec<_>) = back
        .into_iter()
        .partition(|(a, b, _)| column(&parties[*b]) == 0 && column(&parties[*a]) > 0);
    let giver = n;
    forward.extend(returned.iter().map(|&(a, _, pounds)| (a, giver, pounds)));
    let mut nodes: Vec<Node> = parties
        .iter()
        .enumerate()
        .map(|(i, party)| {
            let sum = |inward: bool| -> f64 {
                let own = |p: &&(usize, usize, f64)| if inward { p.1 == i } else { p.0 == i };
                forward.iter().filter(own).map(|p| p.2).sum()
            };
            Node {
                party: Some(i),
                column: column(party),
                size: sum(true).max(sum(false)),
                top: 0.0,
            }
        })
        .collect();
    nodes.push(Node {
        party: None,
        column: END,
        size: returned.iter().map(|p| p.2).sum(),
        top: 0.0,
    });
    let mut links = Vec::new();
    let mut passing: [Option<usize>; 4] = [None; 4];
    for &(a, b, pounds) in &forward {
        let ink = match parties[a].stage() {
            Stage::Source if parties[b].is_council() => GREEN,
            Stage::Provider if parties[a].is_council() => GREEN,
            Stage::Provider => ORANGE,
            _ => BLUE,
        };
        let mut at = a;
        for (stage, place) in passing
            .iter_mut()
            .enumerate()
            .take(nodes[b].column)
            .skip(nodes[a].column + 1)
        {
            let through = *place.get_or_insert_with(|| {
                nodes.push(Node {
                    party: None,
                    column: stage,
                    size: 0.0,
                    top: 0.0,
                });
                nodes.len() - 1
            });
            nodes[through].size += pounds;
            links.push(Link {
                from: at,
                to: through,
                pounds,
                ink,
            });
            at = through;
        }
        links.push(Link {
            from: at,
            to: b,
            pounds,
            ink,
        });
    }
    let shown = |c: usize| nodes.iter().filter(move |node| node.column == c && node.size > 0.0);
    let room = |c: usize| TALL - GAP * (shown(c).count().max(1) - 1) as f64;
    let scale = (0..4)
        .map(|c| room(c) / shown(c).map(|node| node.size).sum::<f64>().max(1.0))
        .fold(f64::INFINITY, f64::min);
    for c in 0..4 {
        let mut order: Vec<usize> = (0..nodes.len())
            .filter(|&i| nodes[i].column == c && nodes[i].size > 0.0)
            .collect();
        // The largest first; what passes by and then the council's money below, so that bands cross little.
        let rank = |i: usize| match nodes[i].party {
            Some(p) if parties[p].is_council() || is_councils(&parties[p]) => 2,
            Some(_) => 0,
            None => 1,
        };
        order.sort_by(|&a, &b| rank(a).cmp(&rank(b)).then(nodes[b].size.total_cmp(&nodes[a].size)));
        let mut top = 0.0;
        for i in order {
            nodes[i].top = top;
            top += nodes[i].size * scale + GAP;
        }
    }
    Some(Layout {
        nodes,
        links,
        back,
        scale,
    })
}

/// Where the council's money begins or ends.
fn is_councils(party: &Party) -> bool {
    matches!(
        party.kind,
        OrganisationKind::CouncilTaxpayer | OrganisationKind::CareMarket
    )
}

fn draw(study: &Study<'_>, arm: usize) -> Option<Picture> {
    let parties = &study.outcome.settings[arm].parties;
    let values = |arm: usize, a: usize, b: usize| between(study, arm, a, b);
    let n = study.replications();
    let mean = |a: usize, b: usize| values(arm, a, b).iter().sum::<f64>() / n.max(1) as f64;
    let laid = layout(parties, &mean)?;
    let label = &study.labels[arm];
    let against = if arm > 0 {
        format!(
            " Beside each sum its change against {} with the 95 % interval of the paired difference.",
            study.labels[0]
        )
    } else {
        " Beside each sum its 95 % interval over replications.".to_string()
    };
    let shown = format!(
        "£ a year, mean of the whole run, {label}, at constant prices of 2018/19. Left to right: who gives, who buys, who \
         gives care, where it ends. Width is money; blue NHS commissioners' money, green the council's, orange providers'.{against}"
    );
    let (mut picture, top) = Picture::page(&title(study, arm), &shown);
    let top = top + 44.0;
    for (column, text) in ["Who gives", "Who buys", "Who gives care", "Where it ends"]
        .iter()
        .enumerate()
    {
        picture.text((LEFT[column], top - 26.0), text, 15.0, QUIET, true, Held::Left);
    }
    bands(&mut picture, &laid, top);
    for node in laid.nodes.iter().filter(|node| node.size > 0.0) {
        let (x, y, tall) = (LEFT[node.column], top + node.top, node.size * laid.scale);
        let ink = if node.party.is_some() { TEXT } else { GRID };
        if node.party.is_some() || node.column >= BOUGHT {
            picture.bar((x, y), (x + NODE, y + tall), ink, 1.0);
        }
        name(&mut picture, study, arm, node, (x + NODE + 6.0, y + tall / 2.0));
    }
    for (i, &(a, b, pounds_a_year)) in laid.back.iter().enumerate() {
        arrow(&mut picture, &laid, top, (a, b), pounds_a_year, i);
    }
    let bottom = laid
        .nodes
        .iter()
        .map(|node| node.top + node.size * laid.scale)
        .fold(0.0, f64::max);
    let arms: &[usize] = if arm > 0 { &[0, arm] } else { &[0] };
    Some(picture.finish(top + bottom + 10.0, &study.caption(arms)))
}

/// Every link as a band between the places that its ends have left for it.
fn bands(picture: &mut Picture, laid: &Layout, top: f64) {
    let mut order: Vec<usize> = (0..laid.links.len()).collect();
    let at = |node: usize| laid.nodes[node].top;
    order.sort_by(|&a, &b| {
        let (a, b) = (&laid.links[a], &laid.links[b]);
        at(a.from).total_cmp(&at(b.from)).then(at(a.to).total_cmp(&at(b.to)))
    });
    let mut out = vec![0.0; laid.nodes.len()];
    let mut into = vec![0.0; laid.nodes.len()];
    for i in order {
        let link = &laid.links[i];
        let tall = link.pounds * laid.scale;
        let (start, end) = (top + at(link.from) + out[link.from], top + at(link.to) + into[link.to]);
        out[link.from] += tall;
        into[link.to] += tall;
        let from = LEFT[laid.nodes[link.from].column] + NODE;
        let passes = laid.nodes[link.to].party.is_none() && laid.nodes[link.to].column != END;
        // A place of passing is crossed, not stopped at.
        let to = LEFT[laid.nodes[link.to].column] + if passes { NODE } else { 0.0 };
        const STEPS: usize = 40;
        let edge = |down: f64| -> Vec<(f64, f64)> {
            (0..=STEPS)
                .map(|k| {
                    let u = k as f64 / STEPS as f64;
                    let bend = u * u * (3.0 - 2.0 * u);
                    (from + u * (to - from), start + bend * (end - start) + down)
                })
                .collect()
        };
        let mut points = edge(0.0);
        let mut lower = edge(tall.max(0.8));
        lower.reverse();
        points.extend(lower);
        picture.area(points, link.ink, 0.38);
    }
}

/// What stands beside a node.
fn name(picture: &mut Picture, study: &Study<'_>, arm: usize, node: &Node, at: (f64, f64)) {
    let Some(party) = node.party else {
        let what = match node.column {
            BOUGHT => "Bought directly",
            END => "Back to taxpayers",
            _ => return,
        };
        let said = format!("{what} {}", pounds(node.size));
        picture.text((at.0, at.1), &said, 13.5, TEXT, false, Held::Left);
        return;
    };
    let parties = &study.outcome.settings[arm].parties;
    let outward = parties[party].stage() == Stage::Source;
    let totals = |arm: usize, received: bool| -> Vec<f64> {
        let setting = &study.outcome.settings[arm];
        let Some(own) = setting.parties.iter().position(|p| p.id == parties[party].id) else {
            return vec![0.0; study.replications()];
        };
        let mut sums = vec![0.0; study.replications()];
        for other in 0..setting.parties.len() {
            let pair = if received {
                between(study, arm, other, own)
            } else {
                between(study, arm, own, other)
            };
            sums.iter_mut().zip(pair).for_each(|(sum, x)| *sum += x);
        }
        sums
    };
    let own = totals(arm, !outward);
    let mean = own.iter().sum::<f64>() / own.len().max(1) as f64;
    let beside = if arm > 0 {
        let gaps: Vec<f64> = own.iter().zip(totals(0, !outward)).map(|(a, b)| a - b).collect();
        Estimate::of(&gaps, LEVEL).map(|e| match words::verdict(&e) {
            words::Verdict::Same => "unchanged".to_string(),
            _ => format!("{} ({})", change(e.mean, "£"), words::interval(&e, "£")),
        })
    } else {
        Estimate::of(&own, LEVEL).and_then(|e| {
            let ends = (pounds(e.low?), pounds(e.high?));
            // An interval that says nothing when written is left out.
            (ends.0 != ends.1).then(|| format!("{} to {}", ends.0, ends.1))
        })
    };
    let provides = matches!(parties[party].stage(), Stage::Payer | Stage::Provider);
    let gap = mean - totals(arm, outward).iter().sum::<f64>() / own.len().max(1) as f64;
    let uneven = provides && gap.abs() > 0.002 * mean;
    let lines = 1 + usize::from(beside.is_some()) + usize::from(uneven);
    let mut y = at.1 - 8.0 * (lines - 1) as f64;
    let said = format!("{} {}", words::label(&parties[party].id), pounds(mean));
    picture.text((at.0, y), &said, 14.5, TEXT, true, Held::Left);
    if let Some(beside) = beside {
        y += 16.0;
        picture.text((at.0, y), &beside, 12.0, QUIET, false, Held::Left);
    }
    if uneven {
        y += 16.0;
        let (word, ink) = if gap < 0.0 {
            ("deficit", VERMILLION)
        } else {
            ("surplus", BLUE)
        };
        picture.text(
            (at.0, y),
            &format!("{word} {}", pounds(gap.abs())),
            12.5,
            ink,
            true,
            Held::Left,
        );
    }
}

/// Money that goes back or stays within a column.
fn arrow(picture: &mut Picture, laid: &Layout, top: f64, (a, b): (usize, usize), sum: f64, place: usize) {
    let middle = |i: usize| {
        let node = &laid.nodes[i];
        top + node.top + node.size * laid.scale / 2.0
    };
    let (x0, x1) = (LEFT[laid.nodes[a].column], LEFT[laid.nodes[b].column]);
    let (y0, y1) = (middle(a), middle(b));
    let out = 22.0 + 8.0 * place as f64;
    let reach = x0.min(x1) - out;
    picture.line(
        vec![(x0, y0), (reach, y0), (reach, y1), (x1 - 6.0, y1)],
        VERMILLION,
        1.6,
        None,
    );
    picture.area(
        vec![(x1, y1), (x1 - 9.0, y1 - 5.0), (x1 - 9.0, y1 + 5.0)],
        VERMILLION,
        1.0,
    );
    picture.text(
        (reach - 4.0, (y0 + y1) / 2.0),
        &pounds(sum),
        12.5,
        VERMILLION,
        true,
        Held::Right,
    );
}

/// How much there is and where most of it ends.
fn title(study: &Study<'_>, arm: usize) -> String {
    let of = |arm: usize, from: &dyn Fn(&Party) -> bool, to: &dyn Fn(&Party) -> bool| -> f64 {
        let parties = &study.outcome.settings[arm].parties;
        let mut sum = 0.0;
        for (a, _) in parties.iter().enumerate().filter(|(_, p)| from(p)) {
            for (b, _) in parties.iter().enumerate().filter(|(_, p)| to(p)) {
                let pair = between(study, arm, a, b);
                sum += pair.iter().sum::<f64>() / pair.len().max(1) as f64;
            }
        }
        sum
    };
    let hospital = |p: &Party| p.kind == OrganisationKind::AcuteTrust;
    let given = of(arm, &|p| p.stage() == Stage::Source, &|_| true);
    let source = |p: &Party| p.stage() == Stage::Source;
    let ends = of(arm, &|_| true, &|p| p.stage() == Stage::End) + of(arm, &|p| !source(p), &source);
    let acute = of(arm, &|_| true, &hospital);
    let share = if given > 0.0 { 100.0 * acute / given } else { 0.0 };
    let label = &study.labels[arm];
    if arm > 0 {
        let more = acute - of(0, &|_| true, &hospital);
        let said = match more {
            more if more.abs() < 0.5 => "as much as".to_string(),
            more if more > 0.0 => format!("{} more than", pounds(more)),
            less => format!("{} less than", pounds(-less)),
        };
        return format!(
            "{label}: hospitals receive {} a year, {said} with {}",
            pounds(acute),
            study.labels[0]
        );
    }
    let gap = match ends - given {
        more if more > 0.001 * given => format!("; {} more is spent than given", pounds(more)),
        less if less < -0.001 * given => format!("; {} is left unspent", pounds(-less)),
        _ => String::new(),
    };
    format!(
        "{label}: {} a year is given, hospitals receive {} ({share:.0} %){gap}",
        pounds(given),
        pounds(acute)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table_test::{outcome, study};

    #[test]
    fn bands_into_a_node_never_exceed_it_and_all_money_has_a_place() {
        let o = outcome(1, 2);
        let s = study(&o);
        let parties = &o.settings[0].parties;
        let flow = |a: usize, b: usize| between(&s, 0, a, b)[0];
        let laid = layout(parties, &flow).unwrap();
        for (i, node) in laid.nodes.iter().enumerate().filter(|(_, node)| node.size > 0.0) {
            let sum = |inward: bool| -> f64 {
                let own = |l: &&Link| if inward { l.to == i } else { l.from == i };
                laid.links.iter().filter(own).map(|l| l.pounds).sum()
            };
            assert!(sum(true) <= node.size + 1e-6 && sum(false) <= node.size + 1e-6);
            assert!(node.top >= 0.0 && node.top + node.size * laid.scale <= TALL + 1e-6);
        }
        let ends: f64 = (laid.links.iter())
            .filter(|l| laid.nodes[l.to].column == 3)
            .map(|l| l.pounds)
            .sum();
        let all: f64 = (0..parties.len())
            .flat_map(|a| (0..parties.len()).map(move |b| (a, b)))
            .filter(|(_, b)| column(&parties[*b]) == 3)
            .map(|(a, b)| flow(a, b))
            .sum();
        assert!((ends - all).abs() < 1e-6 * all, "{ends} of {all} reaches its end");
    }

    #[test]
    fn what_goes_back_to_those_who_gave_ends_in_a_place_of_its_own() {
        let o = outcome(1, 2);
        let s = study(&o);
        let parties = &o.settings[0].parties;
        let source = parties.iter().position(|p| p.stage() == Stage::Source).unwrap();
        let trust = parties.iter().position(|p| p.stage() == Stage::Provider).unwrap();
        let charge = 0.05 * (0..parties.len()).map(|a| between(&s, 0, a, trust)[0]).sum::<f64>();
        let flow = |a: usize, b: usize| between(&s, 0, a, b)[0] + if (a, b) == (trust, source) { charge } else { 0.0 };
        let net = flow(trust, source) - flow(source, trust);
        assert!(net > 0.0);
        let laid = layout(parties, &flow).unwrap();
        let place = &laid.nodes[parties.len()];
        assert!(place.party.is_none() && place.column == END && (place.size - net).abs() < 1e-6 * net);
        assert!(
            laid.back.iter().all(|(_, to, _)| *to != source),
            "no arrow leads back to it"
        );
        let into: f64 = (laid.links.iter())
            .filter(|l| l.to == parties.len())
            .map(|l| l.pounds)
            .sum();
        assert!((into - net).abs() < 1e-6 * net);
    }
}
