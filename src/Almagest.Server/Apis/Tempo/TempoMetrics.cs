using System.Globalization;
using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Apis.Tempo;

/// <summary>TraceQL's metrics: series over a range, or one value for it.</summary>
sealed class TempoMetrics(SpanSeries spans, TimeProvider time)
{
    const int DefaultSteps = 240;
    const int MaxSteps = 11_000;
    const int DefaultExemplars = 100;
    const long Second = 1_000_000_000;

    static readonly long[] Units = [3_600 * Second, 300 * Second, 60 * Second, 15 * Second, 5 * Second, Second];

    const int MaxExemplars = 100_000;

    internal async Task<JsonObject> RangeAsync(TempoRequest request, CancellationToken ct)
    {
        var query = Parse(request);
        var (start, end) = TempoQuery.Range(request.Query, time.GetUtcNow());
        var step = Step(request.Query["step"].ToString(), end - start);
        // Steps end at multiples of the step, so that a repeated query has the same ones.
        (start, end) = (start / step * step, (end + step - 1) / step * step);
        if ((end - start) / step > MaxSteps)
            throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", $"exceeded maximum of {MaxSteps} points per series: use a larger step");
        var (series, exemplars) = (await RunAsync(request.Tenant, query, (start, end, step), ct), Exemplars(request.Query["exemplars"].ToString(), query));
        // Every series shows some before one shows many.
        var each = series.Count == 0 ? 0 : Math.Max(exemplars > 0 ? 1 : 0, exemplars / series.Count);
        return new JsonObject { ["series"] = TempoJson.Of(series.Select(s => Range(s, (start, step), each))), ["metrics"] = new JsonObject() };
    }

    internal async Task<JsonObject> InstantAsync(TempoRequest request, CancellationToken ct)
    {
        var query = Parse(request);
        var (start, end) = TempoQuery.Range(request.Query, time.GetUtcNow());
        var series = await RunAsync(request.Tenant, query, (end, end, end - start), ct);
        return new JsonObject
        {
            ["series"] = TempoJson.Of(series.Where(static s => !double.IsNaN(s.Values[0])).Select(static s =>
                new JsonObject { ["labels"] = Labels(s), ["value"] = s.Values[0], ["promLabels"] = PromLabels(s) })),
            ["metrics"] = new JsonObject(),
        };
    }

    static TraceQlQuery Parse(TempoRequest request)
    {
        var text = request.Query["q"].FirstOrDefault() ?? request.Query["query"].ToString();
        var query = TraceQlParser.Parse(text);
        return !query.AsksForSeries ? throw TempoQuery.Invalid("q", text, "a metrics query: add a function such as | rate()") : query;
    }

    Task<IReadOnlyList<TraceQlSeries>> RunAsync(TenantId tenant, TraceQlQuery query, (long Start, long End, long Step) range, CancellationToken ct) =>
        SeriesCalculation.RunAsync(query, async part =>
        {
            var metrics = new TraceQlMetrics(part, range.Start, range.End, range.Step);
            await spans.FillAsync(new SpanScope(tenant, part, range.Start - range.Step + 1, range.End + 1), metrics, ct);
            return metrics.Finish();
        });

    static long Step(string text, long range)
    {
        if (text.Length == 0)
            return DefaultStep(range);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9)
            return (long)(seconds * 1e9);
        return GoDuration.Parse(text) is > 0 and var nano ? nano : throw TempoQuery.Invalid("step", text, "a duration such as 30s");
    }

    // As Tempo chooses it: some 240 steps, of a length that is a multiple of what people read well.
    static long DefaultStep(long range)
    {
        var wanted = range / DefaultSteps;
        foreach (var unit in range < 60 * Second ? [Second / 20] : Units)
            if (wanted > unit)
                return wanted / unit * unit;
        return range < 60 * Second ? Second / 20 : Second;
    }

    // The hint of the query is stronger than the parameter.
    static int Exemplars(string text, TraceQlQuery query) => query.Hints.GetValueOrDefault("exemplars") switch
    {
        { Type: TqType.Int, Number: var count } => (int)Math.Clamp(count, 0, MaxExemplars),
        { Type: TqType.Bool, IsTrue: false } => 0,
        _ => Exemplars(text),
    };

    static int Exemplars(string text) => text.Length == 0 ? DefaultExemplars
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw TempoQuery.Invalid("exemplars", text, "a number");

    // Of counts an exemplar has no value of its own: it is shown on the line, and where there is no line it is not shown.
    static JsonObject? Exemplar(TraceQlExemplar exemplar, TraceQlSeries series, long start, long step)
    {
        var at = (int)Math.Clamp((exemplar.StartUnixNano - start + step - 1) / step, 0, series.Values.Length - 1);
        var value = double.IsNaN(exemplar.Value) ? series.Values[at] : exemplar.Value;
        if (double.IsNaN(value))
            return null;
        return new JsonObject
        {
            ["labels"] = TempoJson.Of([TempoJson.Pair("trace:id", TqValue.Of(exemplar.TraceId))]),
            ["value"] = value,
            ["timestampMs"] = TempoJson.Text(exemplar.StartUnixNano / 1_000_000),
        };
    }

    static JsonObject Range(TraceQlSeries series, (long Start, long Step) range, int exemplars)
    {
        var (start, step) = range;
        var json = Range(series, start, step);
        if (exemplars > 0 && series.Exemplars.Count > 0)
        {
            var every = Math.Max(1, (int)Math.Ceiling((double)series.Exemplars.Count / exemplars));
            json["exemplars"] = TempoJson.Of(series.Exemplars.Where((_, i) => i % every == 0).Select(e => Exemplar(e, series, start, step)).OfType<JsonObject>());
        }

        return json;
    }

    static JsonObject Range(TraceQlSeries series, long start, long step) => new()
    {
        ["labels"] = Labels(series),
        ["samples"] = TempoJson.Of(series.Values.Select((value, i) => (value, i)).Where(static p => !double.IsNaN(p.value)).Select(p =>
            new JsonObject { ["timestampMs"] = TempoJson.Text((start + (p.i * step)) / 1_000_000), ["value"] = p.value })),
        ["promLabels"] = PromLabels(series),
    };

    static JsonArray Labels(TraceQlSeries series) => TempoJson.Of(series.Labels.Select(static l => TempoJson.Pair(l.Key, l.Value)));

    static string PromLabels(TraceQlSeries series) =>
        "{" + string.Join(", ", series.Labels.OrderBy(static l => l.Key, StringComparer.Ordinal).Select(static l => $"{Name(l.Key)}=\"{Escaped(Text(l.Value))}\"")) + "}";

    static string Name(string key) => key.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? key : $"\"{Escaped(key)}\"";

    static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    // As Tempo tells types apart where labels are texts.
    static string Text(TqValue value) => value switch
    {
        { Type: TqType.Nil } or { Type: TqType.String, Text: "nil" } => "<nil>",
        { Type: TqType.String, Text: "" or null } => "<empty>",
        { Type: TqType.Int } => $"int({value})",
        _ => value.ToString(),
    };
}
