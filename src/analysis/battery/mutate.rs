//! The mutation that every case must notice: service a little longer.

use serde_json::Value;

/// Makes every service time of a scenario `ratio` times as long, whichever its shape. Patience, delays and arrivals stay.
pub fn longer(scenario: &mut Value, ratio: f64) {
    let services = scenario["pathway"]["services"].as_object_mut();
    for service in services.into_iter().flat_map(|services| services.values_mut()) {
        if let Some(time) = service.get_mut("time") {
            stretch(time, ratio);
        }
        let by_class = service.get_mut("time_by_class").and_then(Value::as_object_mut);
        for time in by_class.into_iter().flat_map(|times| times.values_mut()) {
            stretch(time, ratio);
        }
    }
}

/// Multiplies a distribution: every number that is a time, and none that is a shape or a share.
fn stretch(distribution: &mut Value, ratio: f64) {
    let shapes = distribution
        .as_object_mut()
        .into_iter()
        .flat_map(|kinds| kinds.values_mut());
    for (name, number) in shapes.filter_map(Value::as_object_mut).flatten() {
        match name.as_str() {
            "shape" | "shares" | "log_sd" | "note" => {}
            "log_mean" => *number = (number.as_f64().unwrap_or_default() + libm::log(ratio)).into(),
            _ => multiply(number, ratio),
        }
    }
}

fn multiply(number: &mut Value, ratio: f64) {
    match number {
        Value::Array(many) => many.iter_mut().for_each(|one| multiply(one, ratio)),
        one => {
            if let Some(x) = one.as_f64() {
                *one = (x * ratio).into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::theory::stay::Stay;
    use super::*;
    use serde_json::json;

    #[test]
    fn every_shape_grows_by_the_ratio_and_keeps_its_variation() {
        for shape in [
            json!({"fixed": {"value": 2.0}}),
            json!({"exponential": {"mean": 2.0}}),
            json!({"lognormal": {"mean": 2.0, "sd": 1.0}}),
            json!({"lognormal": {"log_mean": 0.5, "log_sd": 0.7}}),
            json!({"gamma": {"shape": 2.0, "scale": 1.0}}),
            json!({"weibull": {"mean": 2.0, "sd": 1.0}}),
            json!({"weibull": {"shape": 1.5, "scale": 1.0}}),
            json!({"normal": {"mean": 2.0, "sd": 1.5, "minimum": 0.5}}),
            json!({"uniform": {"low": 1.0, "high": 3.0}}),
            json!({"triangular": {"low": 1.0, "mode": 2.0, "high": 4.0}}),
            json!({"table": {"values": [1.0, 4.0], "shares": [0.5, 0.5]}}),
        ] {
            let of = |value: &Value| Stay::of(&serde_json::from_value(value.clone()).expect("a shape of the format"));
            let mut scenario = json!({"pathway": {"services": {
                "a": {"time": shape, "patience": {"fixed": {"value": 1.0}}, "time_by_class": {"x": shape}}
            }}});
            longer(&mut scenario, 1.03);
            let service = &scenario["pathway"]["services"]["a"];
            for time in [&service["time"], &service["time_by_class"]["x"]] {
                let (before, after) = (of(&shape), of(time));
                assert!((after.mean() / before.mean() - 1.03).abs() < 1e-9, "{time}");
                assert!((after.variation() - before.variation()).abs() < 1e-9, "{time}");
            }
            assert_eq!(service["patience"]["fixed"]["value"], 1.0);
        }
    }
}
