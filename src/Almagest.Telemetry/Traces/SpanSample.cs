using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Keeps so many of the spans shown to it, each with the same chance (Vitter's algorithm R); of the same spans always the same ones.</summary>
sealed class SpanSample(int size)
{
#pragma warning disable CA5394 // Chance without secrets.
    readonly Random _random = new(1);
#pragma warning restore CA5394

    internal List<TraceSpan> Spans { get; } = [];

    internal long Seen { get; private set; }

    internal void Add(TraceSpan span)
    {
        Seen++;
        if (Spans.Count < size)
        {
            Spans.Add(span);
            return;
        }

#pragma warning disable CA5394 // Chance without secrets.
        if (_random.NextInt64(Seen) is var place && place < size)
#pragma warning restore CA5394
            Spans[(int)place] = span;
    }
}
