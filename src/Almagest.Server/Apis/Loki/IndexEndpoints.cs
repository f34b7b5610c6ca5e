using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>How much there is, by whole hours: what Loki answers from its index.</summary>
static class IndexEndpoints
{
    internal static async Task<IResult> Stats(HttpContext context, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = parameters.Bounds();
        var (streams, lines, bytes) = await catalog.TotalAsync(Tenants.Of(context), LabelEndpoints.Selector(parameters.Text("query")), start, end, ct);
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("streams"u8, streams);
            // There are no chunks here; a stream in an hour is the nearest thing.
            writer.WriteNumber("chunks"u8, streams);
            writer.WriteNumber("bytes"u8, bytes);
            writer.WriteNumber("entries"u8, lines);
            writer.WriteEndObject();
        });
    }

    internal static async Task<IResult> Volume(HttpContext context, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = parameters.OrderedBounds();
        var volumes = await VolumesAsync(context, catalog, parameters, (start, end), ct);
        var samples = volumes.Select(static v => new LogSample(v.Key, v.Value)).ToList();
        return ResultJson.Of(new VectorResult(end / 1_000_000, samples, new LogStatistics()), false, TimeSpan.Zero);
    }

    internal static async Task<IResult> VolumeRange(HttpContext context, LogStreamCatalog catalog, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = parameters.OrderedBounds();
        var step = parameters.Step(start, end);
        var kept = (await VolumesAsync(context, catalog, parameters, (start, end), ct)).Select(static v => v.Key).ToHashSet();
        var series = new Dictionary<Labels, List<(long, double)>>();
        // The catalogue counts by hours: smaller steps would only repeat the question.
        for (var (from, width) = (start, Math.Max(step, 3_600_000_000_000)); from < end; from += width)
            foreach (var (labels, bytes) in await VolumesAsync(context, catalog, parameters, (from, Math.Min(from + width, end)), ct))
                if (kept.Contains(labels))
                    (series.TryGetValue(labels, out var points) ? points : series[labels] = []).Add((from / 1_000_000, bytes));
        return ResultJson.Of(new MatrixResult([.. series.Select(static s => new LogSeries(s.Key, s.Value))], new LogStatistics()), false, TimeSpan.Zero);
    }

    static async Task<List<KeyValuePair<Labels, double>>> VolumesAsync(
        HttpContext context, LogStreamCatalog catalog, LokiParameters parameters, (long Start, long End) range, CancellationToken ct)
    {
        var matchers = LabelEndpoints.Selector(parameters.Text("query"));
        var byLabels = parameters.Text("aggregateBy") switch
        {
            "" or "series" => false,
            "labels" => true,
            var other => throw new LokiErrorException($"invalid aggregation option: {other}"),
        };
        var targets = parameters.Text("targetLabels").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (targets.Length == 0)
            targets = [.. matchers.Select(static m => m.Name)];
        var volumes = new Dictionary<Labels, double>();
        foreach (var stream in await catalog.FindAsync(Tenants.Of(context), matchers, range.Start, range.End, ct))
            foreach (var key in Keys(stream.Labels, targets, byLabels))
                volumes[key] = volumes.GetValueOrDefault(key) + stream.Bytes;
        return [.. volumes.OrderByDescending(static v => v.Value).ThenBy(static v => LabelText.Of(v.Key), StringComparer.Ordinal).Take(parameters.Limit())];
    }

    static IEnumerable<Labels> Keys(Labels labels, string[] targets, bool byLabels)
    {
        var wanted = targets.Length == 0 ? labels.ToList() : labels.Where(l => targets.Contains(l.Name)).ToList();
        // A stream that lacks one of the labels is not among those that have it.
        if (targets.Length > 0 && wanted.Count < targets.Distinct().Count())
            return [];
        return byLabels ? wanted.Select(static l => Labels.FromSorted([new Label(l.Name, "")])) : [Labels.From(wanted)];
    }
}
