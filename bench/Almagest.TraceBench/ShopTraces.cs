using Almagest.Cli.Demo;
using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;

namespace Almagest.TraceBench;

/// <summary>
/// Half an hour of the demo shop's traces as encoded requests, and how to make any number of half hours of them: each copy has ids of its
/// own. The same every time but for where on the clock it ends.
/// </summary>
sealed class ShopTraces
{
    internal static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    const int SpansPerRequest = 4_000;
    const double SpansPerVisitor = 8;
    const ulong Begin = 1_800_000_000_000_000_000;

    readonly List<(byte[] Body, (int[], int[], int[]) Places, int Spans)> _requests = [];

    internal ShopTraces(int seed, double rate)
    {
        var simulation = new Simulation(seed, rate, Begin);
        var (writer, count) = (new ProtoWriter(1 << 20), 0);
        for (var second = 5; second <= Length.TotalSeconds; second += 5)
        {
            foreach (var batch in simulation.AdvanceTo(Begin + (ulong)second * 1_000_000_000).Where(static b => b.Spans.Count > 0))
            {
                OtlpRequest.Append(writer, batch.Resource, new OtlpScope("shop", "1.0.0"), batch.Spans);
                count += batch.Spans.Count;
                foreach (var span in batch.Spans.Where(static s => s.ParentSpanId == 0))
                    Roots.Add(span.TraceId);
            }

            if (count >= SpansPerRequest || second == Length.TotalSeconds)
            {
                var body = writer.Written.ToArray();
                _requests.Add((body, SpanPatch.Find(body), count));
                Spans += count;
                writer.Clear();
                count = 0;
            }
        }
    }

    /// <summary>Visitors a second that leave about so many spans in half an hour: one leaves some 8 spans, in the wave of the day.</summary>
    internal static double RateOf(double spans) => spans / Length.TotalSeconds / SpansPerVisitor;

    /// <summary>Spans of half an hour.</summary>
    internal long Spans { get; private set; }

    /// <summary>Ids of the traces, before they are changed for a copy.</summary>
    internal List<UInt128> Roots { get; } = [];

    /// <summary>The id a trace has in a copy.</summary>
    internal static string IdOf(UInt128 trace, int copy) =>
        (trace ^ new UInt128(Mask(copy) * 0x9E3779B97F4A7C15, 0)).ToString("x32", null);

    /// <summary>The requests of all copies in order of time, the last one ending at <paramref name="endUnixNano"/>.</summary>
    internal IEnumerable<(byte[] Body, int Spans)> Requests(int copies, long endUnixNano)
    {
        var length = Length.Ticks * 100;
        for (var copy = 0; copy < copies; copy++)
        {
            var shift = endUnixNano - (copies - copy) * length - (long)Begin;
            foreach (var (template, places, spans) in _requests)
            {
                var body = (byte[])template.Clone();
                SpanPatch.Apply(body, places, Mask(copy), shift);
                yield return (body, spans);
            }
        }
    }

    // A mix of the number (Stafford's 13th), so that ids of copies share nothing.
    static ulong Mask(int copy)
    {
        var mixed = (ulong)(copy + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
