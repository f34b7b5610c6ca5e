using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>How much there is, by whole minutes: what Loki answers from its index.</summary>
static class IndexEndpoints
{
    internal static async Task<IResult> Stats(HttpContext context, LogVolumes volumes, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var (start, end) = parameters.Bounds();
        var (streams, lines, bytes) = await volumes.TotalAsync(Tenants.Of(context), LabelEndpoints.Required(parameters.Text("query")), start, end, ct);
        return new LokiJson(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("streams"u8, streams);
            // There are no chunks here; a stream is the nearest thing.
            writer.WriteNumber("chunks"u8, streams);
            writer.WriteNumber("bytes"u8, bytes);
            writer.WriteNumber("entries"u8, lines);
            writer.WriteEndObject();
        });
    }

    internal static async Task<IResult> Volume(HttpContext context, LogVolumes volumes, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var limit = Limit(parameters);
        var (start, end) = parameters.OrderedBounds();
        var pieces = await VolumesAsync(Tenants.Of(context), volumes, parameters, (start, end, long.MaxValue), ct);
        var samples = pieces.SelectMany(static p => p).OrderByDescending(static v => v.Bytes).ThenBy(static v => v.Name, StringComparer.Ordinal).Take(limit)
            .Select(static v => new LogSample(v.Labels, v.Bytes)).ToList();
        return ResultJson.Of(new VectorResult(end / 1_000_000, samples, new LogStatistics()), false, TimeSpan.Zero);
    }

    internal static async Task<IResult> VolumeRange(HttpContext context, LogVolumes volumes, TimeProvider time, CancellationToken ct)
    {
        var parameters = await LokiParameters.ReadAsync(context, time);
        var limit = Limit(parameters);
        var (start, end) = parameters.OrderedBounds();
        var step = parameters.Step(start, end);
        var series = new Dictionary<Labels, (string Name, List<(long TimeMs, double Bytes)> Points)>();
        var piece = 0;
        foreach (var some in await VolumesAsync(Tenants.Of(context), volumes, parameters, (start, end, step), ct))
        {
            // A piece is told at its last millisecond, as Loki does, whose ranges would overlap otherwise.
            var at = Math.Min((((start / step) + ++piece) * step) - 1_000_000, end) / 1_000_000;
            foreach (var (labels, name, bytes) in some.OrderByDescending(static v => v.Bytes).ThenBy(static v => v.Name, StringComparer.Ordinal).Take(limit))
                (series.TryGetValue(labels, out var known) ? known : series[labels] = (name, [])).Points.Add((at, bytes));
        }

        var sorted = series.OrderByDescending(static s => s.Value.Points[0].Bytes).ThenBy(static s => s.Value.Name, StringComparer.Ordinal)
            .Select(static s => new LogSeries(s.Key, s.Value.Points)).ToList();
        // Loki tells it as a vector when no series has a second point.
        if (sorted.Count > 0 && sorted.All(s => s.Points.Count == 1 && s.Points[0].TimeMs == sorted[0].Points[0].TimeMs))
            return ResultJson.Of(new VectorResult(sorted[0].Points[0].TimeMs, [.. sorted.Select(static s => new LogSample(s.Labels, s.Points[0].Value))], new LogStatistics()), false, TimeSpan.Zero);
        return ResultJson.Of(new MatrixResult(sorted, new LogStatistics()), false, TimeSpan.Zero);
    }

    static int Limit(LokiParameters parameters) => parameters.Text("limit") == "0" ? 100 : parameters.Limit();

    /// <summary>Volumes of each piece of time.</summary>
    static async Task<List<(Labels Labels, string Name, long Bytes)>[]> VolumesAsync(
        TenantId tenant, LogVolumes volumes, LokiParameters parameters, (long Start, long End, long Step) range, CancellationToken ct)
    {
        var matchers = LabelEndpoints.Required(parameters.Text("query"));
        var byLabels = parameters.Text("aggregateBy") switch
        {
            "" or "series" => false,
            "labels" => true,
            _ => throw new LokiErrorException("invalid aggregation option"),
        };
        string[] targets = [.. parameters.Text("targetLabels").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        // Without targets a series has the labels that are selected by; by labels, all there are.
        string[] by = targets.Length > 0 || byLabels ? targets : [.. matchers.Select(static m => m.Name).Distinct()];
        var request = new LogVolumeRequest(matchers, by, targets.Length > 0, range.Start, range.End, range.Step);
        var sums = new Dictionary<(int Piece, Labels Labels), long>();
        foreach (var (labels, piece, _, bytes) in await volumes.BytesAsync(tenant, request, ct))
            foreach (var key in byLabels ? labels.Select(static l => Labels.FromSorted([new Label(l.Name, "")])) : [labels])
                sums[(piece, key)] = sums.GetValueOrDefault((piece, key)) + bytes;
        var pieces = new List<(Labels, string, long)>[sums.Count == 0 ? 0 : sums.Keys.Max(static k => k.Piece) + 1];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = [];
        foreach (var ((piece, labels), bytes) in sums)
            pieces[piece].Add((labels, LabelText.Of(labels), bytes));
        return pieces;
    }
}
