//! The program: all of it is [`carecurve::app`].

fn main() -> std::process::ExitCode {
    carecurve::app::main()
}
