using System.Diagnostics.Metrics;

namespace Almagest.Server.Ingest.Logs;

/// <summary>What the receivers of lines tell about themselves, under the meter <c>Almagest.Server.Logs</c>.</summary>
sealed class LogIntakeMetrics : IDisposable
{
    readonly Meter _meter = new("Almagest.Server.Logs");
    readonly Counter<long> _accepted;
    readonly Counter<long> _refused;

    /// <summary>Creates the instruments.</summary>
    public LogIntakeMetrics()
    {
        _accepted = _meter.CreateCounter<long>("almagest.logs.accepted", "{line}", "Lines taken, by protocol.");
        _refused = _meter.CreateCounter<long>("almagest.logs.refused", "{line}", "Lines refused because they break a limit, by protocol.");
    }

    /// <summary>Counts the lines of a batch.</summary>
    internal void Count(LogBatch batch)
    {
        var source = new KeyValuePair<string, object?>("source", batch.Source);
        if (batch.Accepted > 0)
            _accepted.Add(batch.Accepted, source);
        if (batch.Refused > 0)
            _refused.Add(batch.Refused, source);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
