using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>The running total of one series: a number or an exponential histogram. All but <see cref="End"/> belongs to the owner.</summary>
/// <param name="last">The newest stored sample, from which it goes on; null when there is none.</param>
sealed class DeltaTotal(LastSample? last)
{
    // The store keeps milliseconds: what ended within the last one is in the total.
    const long NanosPerMs = 1_000_000;

    /// <summary>The request that holds it, or null.</summary>
    internal PendingDeltas? Owner;

    double _value = last?.Value ?? 0;
    FloatHistogram? _histogram = last?.Histogram;
    long _end = last is null ? 0 : (last.TimeMs * NanosPerMs) + NanosPerMs - 1;
    double _pendingValue;
    FloatHistogram? _pendingHistogram;

    /// <summary>End of the last stored difference, nanoseconds since 1970.</summary>
    internal long End => Volatile.Read(ref _end);

    /// <summary>End of the owner's last difference.</summary>
    internal long PendingEnd { get; private set; }

    /// <summary>The next total of the owner's list.</summary>
    internal DeltaTotal? Next { get; set; }

    /// <summary>Whether the owner has it in its list.</summary>
    internal bool IsListed { get; set; }

    /// <summary>A new owner begins with what is stored.</summary>
    internal void Begin() => (_pendingValue, _pendingHistogram, PendingEnd) = (_value, _histogram, _end);

    /// <summary>Adds a number.</summary>
    internal double Add(double delta, long endNanos)
    {
        PendingEnd = endNanos;
        return _pendingValue += delta;
    }

    /// <summary>Adds a histogram.</summary>
    internal FloatHistogram Add(FloatHistogram delta, long endNanos)
    {
        PendingEnd = endNanos;
        var sum = _pendingHistogram is null ? delta : HistogramArithmetic.Add(_pendingHistogram, delta, out _) ?? delta;
        return _pendingHistogram = HistogramArithmetic.Compact(sum with { CounterResetHint = CounterResetHint.Unknown });
    }

    /// <summary>Keeps what the owner added.</summary>
    internal void Keep()
    {
        (_value, _histogram) = (_pendingValue, _pendingHistogram);
        Volatile.Write(ref _end, PendingEnd);
    }
}
