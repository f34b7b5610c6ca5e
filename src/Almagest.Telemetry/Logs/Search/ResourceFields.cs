using System.Collections.Frozen;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Which fields of a search are attributes of resources that have lines in a range.</summary>
sealed class ResourceFields(ClickHouseClient client)
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>For conditions that are not asked of the store, or have no fields.</summary>
    internal static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;

    internal async Task<IReadOnlySet<string>> FindAsync(TenantId tenant, SearchExpr query, long fromNano, long toNano, CancellationToken ct)
    {
        var names = new List<string>();
        Collect(query, names);
        if (names.Count == 0)
            return None;
        var parameters = new SqlParameters();
        var list = string.Join(", ", names.Distinct().Select(parameters.Text));
        var statement = parameters.AddTo(new Statement($$"""
            SELECT DISTINCT arrayJoin(arrayFilter(name -> name IN ({{list}}), mapKeys(resource))) AS name FROM log_streams
            WHERE tenant = {tenant:String} AND hour >= toDateTime({from:Int64}, 'UTC') AND hour < toDateTime({to:Int64}, 'UTC')
            """) { Caller = "log-resource-fields", ReadOnly = true, Timeout = TimeLimit });
        var found = new HashSet<string>();
        await foreach (var block in client.ReadAsync(LogStreamCatalog.InRange(statement, tenant, fromNano, toNano), ct))
        {
            var column = new TextReaderColumn(block["name"]);
            for (var row = 0; row < block.Rows; row++)
                found.Add(column[row]);
        }

        return found;
    }

    static void Collect(SearchExpr query, List<string> into)
    {
        switch (query)
        {
            case NotExpr not:
                Collect(not.Operand, into);
                break;
            case AndExpr and:
                foreach (var operand in and.Operands)
                    Collect(operand, into);
                break;
            case OrExpr or:
                foreach (var operand in or.Operands)
                    Collect(operand, into);
                break;
            case FieldExpr { Field: { } name }:
                into.Add(FieldPlaces.NameOf(name));
                break;
        }
    }
}
