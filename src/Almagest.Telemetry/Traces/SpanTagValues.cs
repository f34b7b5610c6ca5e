using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>Values of a tag with their types: of the catalogue of resources and of the spans of a time range, all or those a filter finds.</summary>
public sealed class SpanTagValues(ClickHouseClient client, ResourceCatalog resources)
{
    const int MaxValues = 1_000;

    // The order of Tempo's own lists.
    static readonly (string, string)[] Statuses = [("keyword", "ok"), ("keyword", "error"), ("keyword", "unset")];
    static readonly (string, string)[] Kinds =
        [("keyword", "client"), ("keyword", "server"), ("keyword", "producer"), ("keyword", "consumer"), ("keyword", "internal"), ("keyword", "unspecified")];

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The values, sorted.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="field">An attribute or intrinsic.</param>
    /// <param name="filter">Of spans that meet this; null for all.</param>
    /// <param name="search">When, and how many; 0 for as many as there may be.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<(string Type, string Value)>> ReadAsync(
        TenantId tenant, FieldExpr field, FieldExpr? filter, (long Start, long End, int Limit) search, CancellationToken ct)
    {
        if (field is IntrinsicExpr { Intrinsic: Intrinsic.Status })
            return Statuses;
        if (field is IntrinsicExpr { Intrinsic: Intrinsic.Kind })
            return Kinds;
        var parameters = new SqlParameters();
        var where = filter is null ? null : new SpanConditions(parameters, await resources.GetAsync(tenant, ct)).Of(filter).Sql;
        var spans = $$"""FROM spans WHERE tenant = {tenant:String} AND {{SpanTime.UpTo("start", "end")}}{{(where is null ? "" : " AND " + where)}}""";
        var sources = field switch
        {
            IntrinsicExpr intrinsic => OfIntrinsic(intrinsic.Intrinsic, spans),
            AttributeExpr attribute => OfAttribute(attribute.Scope, spans, where is not null),
            _ => [],
        };
        if (sources.Count == 0)
            return [];
        var limit = search.Limit is > 0 and < MaxValues ? search.Limit : MaxValues;
        var statement = parameters.AddTo(new Statement($"SELECT DISTINCT letter, text FROM ({string.Join(" UNION ALL ", sources)}) WHERE letter != '' ORDER BY text, letter LIMIT {limit}")
        { Caller = "span-tag-values", ReadOnly = true, Timeout = TimeLimit }
            .With("tenant", tenant.Value).With("start", search.Start).With("end", search.End).With("key", field is AttributeExpr { Name: var name } ? name : ""));
        var values = new List<(string, string)>();
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                values.AddRange(Typed(Cells.Text(block, "letter", row)[0], Cells.Text(block, "text", row)));
        return [.. values.Distinct().Take(limit)];
    }

    static List<string> OfIntrinsic(Intrinsic intrinsic, string spans) => intrinsic switch
    {
        Intrinsic.Name => [Text("name", spans)],
        Intrinsic.RootName => [Text("name", spans + " AND parent_span_id = ''")],
        Intrinsic.RootService => [Text("service", spans + " AND parent_span_id = ''")],
        Intrinsic.StatusMessage => [Text("status_message", spans)],
        Intrinsic.InstrumentationName => [Text("scope_name", spans)],
        Intrinsic.InstrumentationVersion => [Text("scope_version", spans)],
        Intrinsic.EventName => [Text("arrayJoin(events.name)", spans)],
        _ => [],
    };

    static string Text(string column, string spans) => $"SELECT if(text = '', '', 's') AS letter, toString({column}) AS text {spans}";

    static List<string> OfAttribute(FieldScope scope, string spans, bool filtered)
    {
        const string Own = "toString(attributes[{key:String}]) AS text, substring(toString(attribute_types), indexOf(mapKeys(attributes), {key:String}), 1) AS letter";
        string Catalogue(string table, string id) => $"SELECT {Own} FROM {table} WHERE tenant = {{tenant:String}} AND mapContains(attributes, {{key:String}})"
            + (filtered ? $" AND {id} IN (SELECT {id} {spans})" : "");
        string Nested(string of) => $"SELECT pair.1 AS text, pair.2 AS letter FROM (SELECT arrayJoin(arrayMap((a, t) -> (toString(a[{{key:String}}]), "
            + $"substring(toString(t), indexOf(mapKeys(a), {{key:String}}), 1)), {of}.attributes, {of}.attribute_types)) AS pair {spans} AND notEmpty({of}.attributes))";
        var span = $"SELECT {Own} {spans} AND mapContains(attributes, {{key:String}})";
        return scope switch
        {
            FieldScope.Span => [span],
            FieldScope.Resource => [Catalogue("resources", "resource_id")],
            FieldScope.Instrumentation => [Catalogue("scopes", "scope_id")],
            FieldScope.Event => [Nested("events")],
            FieldScope.Link => [Nested("links")],
            _ => [span, Catalogue("resources", "resource_id")],
        };
    }

    // A list is told by its elements, since those are what one searches for.
    static IEnumerable<(string, string)> Typed(char letter, string text) =>
        letter == 'a' && TqArray.Elements(text) is { Length: > 0 } elements ? elements.Select(static e => (TypeOf(e.Type), e.ToString()))
        : [(TypeOf(TqValue.Of(new SpanAttribute("", text, letter)).Type), text)];

    static string TypeOf(TqType type) => type switch { TqType.Int => "int", TqType.Float => "float", TqType.Bool => "bool", _ => "string" };
}
