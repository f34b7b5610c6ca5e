using Almagest.Telemetry.Logs.Search;

namespace Almagest.Server.Features.Logs;

/// <summary>Finds what two selections of lines differ in: values of fields whose share of the lines is not the same in both.</summary>
static class Differences
{
    const int Most = 60;
    const int MostOfField = 5;

    internal static LogDifferencesResponse Of(LineSample a, LineSample b)
    {
        var (first, second) = (Count(a.Lines), Count(b.Lines));
        var differences = first.Keys.Union(second.Keys)
            .Select(key => Compare(key, first.GetValueOrDefault(key), second.GetValueOrDefault(key), (a.Lines.Count, b.Lines.Count)))
            .Where(static d => d.Weight > 0)
            .GroupBy(static d => d.Difference.Field)
            .SelectMany(static field => field.OrderByDescending(static d => d.Weight).Take(MostOfField))
            .OrderByDescending(static d => d.Weight).ThenBy(static d => d.Difference.Field, StringComparer.Ordinal).ThenBy(static d => d.Difference.Value, StringComparer.Ordinal)
            .Take(Most).Select(static d => d.Difference).ToList();
        return new LogDifferencesResponse(Side(a), Side(b), differences);
    }

    static LogSideResponse Side(LineSample sample) => new(sample.Total, sample.Lines.Count, sample.Total > sample.Lines.Count);

    static Dictionary<(string Field, string Value), int> Count(IReadOnlyList<FoundLog> lines)
    {
        var counts = new FieldCounts();
        foreach (var line in lines)
            counts.Add(line);
        return counts.Values();
    }

    /// <summary>The weight of a difference is how much the shares are apart, less what chance alone makes of samples of this size.</summary>
    static (LogDifferenceResponse Difference, double Weight) Compare((string Field, string Value) key, int a, int b, (int A, int B) lines)
    {
        var (shareA, shareB) = (Share(a, lines.A), Share(b, lines.B));
        var pooled = (double)(a + b) / Math.Max(1, lines.A + lines.B);
        // Three standard errors: values of ids, each seen once or twice, do not come through.
        var chance = 3 * Math.Sqrt(pooled * (1 - pooled) * (1.0 / Math.Max(1, lines.A) + 1.0 / Math.Max(1, lines.B)));
        return (new LogDifferenceResponse(key.Field, key.Value, shareA, shareB, a, b, null), Math.Abs(shareA - shareB) - chance);
    }

    static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
