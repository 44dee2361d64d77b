//! The program: all of it is [`carecurve::app`].

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    carecurve::app::main()
}
