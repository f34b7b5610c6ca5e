using System.Diagnostics.Metrics;

namespace Almagest.Telemetry.Writing;

/// <summary>What the writing path tells about itself, under the meter <c>Almagest.Telemetry</c>.</summary>
public sealed class WriterMetrics : IDisposable
{
    readonly Meter _meter = new("Almagest.Telemetry");
    readonly Counter<long> _rows;
    readonly Counter<long> _bytes;
    readonly Histogram<double> _duration;
    readonly Counter<long> _rejected;
    readonly Counter<long> _failed;
    readonly Counter<long> _unprepared;

    /// <summary>Creates the instruments.</summary>
    public WriterMetrics()
    {
        _rows = _meter.CreateCounter<long>("almagest.writer.rows", "{row}", "Rows stored, by table.");
        _bytes = _meter.CreateCounter<long>("almagest.writer.encoded", "By", "Bytes sent to the store, by table.");
        _duration = _meter.CreateHistogram<double>("almagest.writer.commit.duration", "s", "Time an insert takes until it is stored, by signal.");
        _rejected = _meter.CreateCounter<long>("almagest.writer.rejected", "{batch}", "Batches refused because the queue was full, by signal.");
        _unprepared = _meter.CreateCounter<long>("almagest.writer.unprepared", "{batch}", "Batches stored without what is derived from their rows, by signal.");
        _failed = _meter.CreateCounter<long>("almagest.writer.failed", "{commit}", "Batches that could not be accepted and segments that were refused by the store, by signal.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void ObserveQueue(Signal signal, Func<long> queuedBytes) =>
        _meter.CreateObservableGauge("almagest.writer.queue." + Name(signal), queuedBytes, "By", "Bytes waiting to be inserted.");

    internal void Committed(Signal signal, Segment segment, TimeSpan elapsed)
    {
        _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("signal", Name(signal)));
        foreach (var section in segment.Sections)
        {
            var table = new KeyValuePair<string, object?>("table", section.Table);
            _rows.Add(section.Rows, table);
            _bytes.Add(section.Length, table);
        }
    }

    internal void Rejected(Signal signal) => _rejected.Add(1, new KeyValuePair<string, object?>("signal", Name(signal)));

    internal void Failed(Signal signal) => _failed.Add(1, new KeyValuePair<string, object?>("signal", Name(signal)));

    internal void PreparationFailed(Signal signal) => _unprepared.Add(1, new KeyValuePair<string, object?>("signal", Name(signal)));

    static string Name(Signal signal) => signal switch
    {
        Signal.Metrics => "metrics",
        Signal.Logs => "logs",
        Signal.Traces => "traces",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "unknown signal"),
    };
}
