using System.Diagnostics.Metrics;
using System.Text;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>What finding patterns tells about itself. Alerts on new patterns ask for the first counter.</summary>
public sealed class PatternMetrics : IDisposable
{
    readonly Meter _meter = new("Almagest.Telemetry");
    readonly Counter<long> _born;
    readonly Counter<long> _without;

    /// <summary>Creates the instruments.</summary>
    public PatternMetrics()
    {
        _born = _meter.CreateCounter<long>("almagest.log_patterns.new", "{pattern}", "Patterns seen for the first time, by tenant and service.");
        _without = _meter.CreateCounter<long>("almagest.log_patterns.lines_without", "{line}", "Lines without a pattern because their service has too many new ones.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Born(ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> service) => _born.Add(1,
        new KeyValuePair<string, object?>("tenant", Encoding.UTF8.GetString(tenant)), new KeyValuePair<string, object?>("service", Encoding.UTF8.GetString(service)));

    internal void Without(long lines) => _without.Add(lines);
}
