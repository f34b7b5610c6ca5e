namespace Almagest.Cli.Demo;

/// <summary>What `almagest demo` was asked to do.</summary>
/// <param name="Otlp">Address of an OTLP receiver over HTTP.</param>
/// <param name="Rate">Requests per second of visitors, above 0 up to 500.</param>
/// <param name="Duration">How long to run; null until stopped.</param>
/// <param name="Backfill">History sent first, up to 24 h.</param>
/// <param name="Seed">Chance of the run.</param>
public sealed record DemoOptions(Uri Otlp, double Rate, TimeSpan? Duration, TimeSpan Backfill, int Seed);
