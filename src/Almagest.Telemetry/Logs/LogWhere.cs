using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>The conditions on rows of <c>logs</c> that a selection of LogQL comes to.</summary>
/// <param name="selection">What is wanted.</param>
/// <param name="streams">The streams that its matchers find; at least one.</param>
/// <param name="scopes">Scopes whose attributes are, or may be, fields that the selection needs.</param>
sealed class LogWhere(LogSelection selection, List<StoredStream> streams, List<ulong> scopes)
{
    // Beyond so many the list of streams costs more than judging rows here; 5,000 numbers are 100 KB of statement.
    internal const int MostListed = 5_000;

    const int MostServices = 100;

    /// <summary>What is wanted.</summary>
    internal LogSelection Selection => selection;

    /// <summary>Its streams.</summary>
    internal IReadOnlyList<StoredStream> Streams => streams;

    /// <summary>The numbers of the streams; null when they are too many to be listed.</summary>
    internal IReadOnlyList<ulong>? Listed { get; } = streams.Count <= MostListed ? [.. streams.Select(static s => s.Key.ResourceId).Distinct()] : null;

    /// <summary>The services of the streams; null when they are too many to be listed.</summary>
    internal IReadOnlyList<string>? Services { get; } = streams.Select(static s => s.Service).Distinct().ToList() is { Count: <= MostServices } few ? few : null;

    /// <summary>Whether rows that satisfy the conditions are wanted, all of them, so that a limit may be the store's: one number may stand for two streams, told
    /// apart by the protocol.</summary>
    internal bool IsExact { get; } =
        streams.Count <= MostListed && selection.Filters.All(LogConditions.IsExact) && streams.Select(static s => s.Key.Source).Distinct().Count() == 1;

    /// <summary>Whether there may be records of OpenTelemetry among the lines of streams.</summary>
    internal static bool HasOtlp(IEnumerable<StoredStream> streams) => streams.Any(static s => s.Key.Source == StreamLabels.Otlp);

    /// <summary>The conditions as SQL.</summary>
    /// <param name="ofAllStreams">Whether the services have no other streams: rows are not compared with the list then.</param>
    internal (PartedStatement Lines, SqlParameters Parameters) Write(bool ofAllStreams = false)
    {
        var parameters = new SqlParameters();
        return (PartedStatement.Of(parameters, index => string.Join(" AND ", Conditions(parameters, index, ofAllStreams))), parameters);
    }

    /// <summary>A statement with what all of a query's have.</summary>
    internal static Statement Bind(Statement statement, SqlParameters parameters, TenantId tenant, long fromNano, long toNano) =>
        parameters.AddTo(statement with { Caller = "logql", ReadOnly = true }).With("tenant", tenant.Value)
            .WithNanos("from", fromNano).WithNanos("to", toNano).Setting("max_query_size", 1 << 20);

    List<string> Conditions(SqlParameters parameters, BodyIndex index, bool ofAllStreams)
    {
        var conditions = new List<string> { "tenant = {tenant:String}", "time >= {from:DateTime64(9)}", "time < {to:DateTime64(9)}" };
        if (Services is not null)
            conditions.Add($"service IN ({string.Join(", ", Services.Select(parameters.Text))})");
        if (Listed is not null && !ofAllStreams)
            conditions.Add($"resource_id IN ({string.Join(',', Listed)})");
        foreach (var filter in selection.Filters)
            LogConditions.Append(filter, parameters, index, conditions);
        var ofOtlp = HasOtlp(streams);
        var ofScope = scopes.Count > 0 ? $" OR scope_id IN ({string.Join(',', scopes)})" : "";
        foreach (var need in selection.Needs)
            if (!streams.Any(s => s.Labels.Has(need.Label) || s.Metadata.Has(need.Label)))
                conditions.Add($"({LogConditions.Holds(need, parameters, index, ofOtlp)}{ofScope})");
        if (IsExact)
            conditions.Add($"source = {parameters.Text(streams[0].Key.Source)}");
        return conditions;
    }
}
