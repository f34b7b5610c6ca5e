using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Cuts and joins answers of range queries along time.</summary>
static class MatrixParts
{
    /// <summary>The samples within [<paramref name="startMs"/>, <paramref name="endMs"/>]; series without any are left out.</summary>
    internal static MatrixValue Slice(MatrixValue matrix, long startMs, long endMs)
    {
        var parts = new List<MatrixSeries>(matrix.Series.Count);
        foreach (var series in matrix.Series)
        {
            var (first, end) = (LowerBound(series.Times, startMs), LowerBound(series.Times, endMs + 1));
            if (first == 0 && end == series.Times.Length)
                parts.Add(series);
            else if (first < end)
                parts.Add(series with { Times = series.Times[first..end], Values = series.Values[first..end], Histograms = series.Histograms?[first..end], Texts = series.Texts?.Slice(first, end - first) });
        }

        return new MatrixValue(parts);
    }

    /// <summary>Two answers, the second later than the first, as one, sorted by labels.</summary>
    internal static MatrixValue Join(MatrixValue earlier, MatrixValue later)
    {
        var byLabels = new Dictionary<Labels, MatrixSeries>(earlier.Series.Count);
        foreach (var series in earlier.Series)
            byLabels.Add(series.Labels, series);
        foreach (var series in later.Series)
        {
            byLabels[series.Labels] = byLabels.TryGetValue(series.Labels, out var before)
                ? before with { Times = [.. before.Times, .. series.Times], Values = [.. before.Values, .. series.Values], Histograms = Histograms(before, series), Texts = Texts(before, series) }
                : series;
        }

        return new MatrixValue([.. byLabels.Values.OrderBy(static s => s.Labels, Comparer<Labels>.Create(static (a, b) => a.CompareTo(b)))]);
    }

    static FloatHistogram?[]? Histograms(MatrixSeries before, MatrixSeries after) => before.Histograms is null && after.Histograms is null
        ? null : [.. before.Histograms ?? new FloatHistogram?[before.Times.Length], .. after.Histograms ?? new FloatHistogram?[after.Times.Length]];

    static SampleTexts? Texts(MatrixSeries before, MatrixSeries after) => before.Texts is { } earlier && after.Texts is { } later ? earlier.FollowedBy(later) : null;

    static int LowerBound(long[] times, long time)
    {
        var at = Array.BinarySearch(times, time);
        return at < 0 ? ~at : at;
    }
}
