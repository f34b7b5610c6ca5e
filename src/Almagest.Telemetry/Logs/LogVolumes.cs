using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Lines in a piece of time.</summary>
/// <param name="Labels">Labels of their streams, those that were asked for.</param>
/// <param name="Piece">Which piece of time, from 0.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Bytes">Bytes of their texts.</param>
public readonly record struct LogVolume(Labels Labels, int Piece, long Lines, long Bytes);

/// <summary>Which bytes are wanted.</summary>
/// <param name="Matchers">Conditions on labels of streams; none for all.</param>
/// <param name="By">Labels to tell volumes apart by; none for all labels of a stream.</param>
/// <param name="HaveAll">Whether a stream that lacks one of them is left out.</param>
/// <param name="FromNano">Begin of the range, Unix nanoseconds; its minute counts as a whole.</param>
/// <param name="ToNano">End, not part of it; its minute counts as a whole.</param>
/// <param name="PieceNano">Length of a piece; they begin at multiples of it.</param>
public sealed record LogVolumeRequest(IReadOnlyList<LabelMatcher> Matchers, IReadOnlyList<string> By, bool HaveAll, long FromNano, long ToNano, long PieceNano);

/// <summary>How many lines and bytes there are, from minutes that are counted already. Where the store can tell labels apart it sums by them itself.</summary>
public sealed class LogVolumes(ClickHouseClient client, LogStreamCatalog catalog)
{
    const long Minute = 60_000_000_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>The volumes, in no order; the same labels and piece may come several times.</summary>
    public async Task<List<LogVolume>> BytesAsync(TenantId tenant, LogVolumeRequest request, CancellationToken ct)
    {
        var (where, parameters, exact) = LogStreamCatalog.Where(request.Matchers);
        return exact && request.By.Count > 0
            ? await SummedAsync(tenant, request, where, parameters, ct)
            : await ByStreamAsync(tenant, request, ct);
    }

    /// <summary>How many streams have lines in a range, how many lines, and their bytes.</summary>
    public async Task<(long Streams, long Lines, long Bytes)> TotalAsync(TenantId tenant, IReadOnlyList<LabelMatcher> matchers, long fromNano, long toNano, CancellationToken ct)
    {
        var request = new LogVolumeRequest(matchers, [], false, fromNano, toNano, long.MaxValue);
        var (where, parameters, exact) = LogStreamCatalog.Where(matchers);
        if (!exact)
        {
            var streams = await ByStreamAsync(tenant, request, ct);
            return (streams.Count, streams.Sum(static s => s.Lines), streams.Sum(static s => s.Bytes));
        }

        var statement = parameters.AddTo(new Statement($"""
            SELECT uniqExact(resource_id, source, service) AS streams, sum(lines) AS lines, sum(bytes) AS bytes
            FROM log_counts WHERE {Minutes} AND (resource_id, source, service) IN (SELECT resource_id, source, service FROM log_streams WHERE {where})
            """) { Caller = "log-total", ReadOnly = true, Timeout = TimeLimit });
        var total = (Streams: 0L, Lines: 0L, Bytes: 0L);
        await foreach (var block in client.ReadAsync(Bind(statement, tenant, request), ct))
            for (var row = 0; row < block.Rows; row++)
                total = ((long)block.Fixed<ulong>("streams")[row], (long)block.Fixed<ulong>("lines")[row], (long)block.Fixed<ulong>("bytes")[row]);
        return total;
    }

    async Task<List<LogVolume>> SummedAsync(TenantId tenant, LogVolumeRequest request, string where, SqlParameters parameters, CancellationToken ct)
    {
        var columns = request.By.Select(static (_, i) => FormattableString.Invariant($"label{i}")).ToList();
        var values = request.By.Select((name, i) => $"{StreamSql.Value(name, parameters)} AS {columns[i]}");
        var all = request.HaveAll ? $" WHERE {string.Join(" AND ", columns.Select(static c => $"{c} != ''"))}" : "";
        var statement = parameters.AddTo(new Statement($$"""
            SELECT {{string.Join(", ", columns)}}, {{Piece}} AS piece, sum(lines) AS lines, sum(bytes) AS bytes
            FROM (SELECT resource_id, source, service, minute, lines, bytes FROM log_counts WHERE {{Minutes}}) AS counts
            INNER JOIN (SELECT * FROM (SELECT DISTINCT resource_id, source, service, {{string.Join(", ", values)}} FROM log_streams WHERE {{where}}){{all}}) AS streams
            USING (resource_id, source, service) GROUP BY {{string.Join(", ", columns)}}, piece
            """) { Caller = "log-volumes", ReadOnly = true, Timeout = TimeLimit });
        var volumes = new List<LogVolume>();
        await foreach (var block in client.ReadAsync(Bind(statement, tenant, request), ct))
        {
            var found = columns.Select(c => new TextReaderColumn(block[c])).ToList();
            var (pieces, lines, bytes) = (block.Fixed<long>("piece"), block.Fixed<ulong>("lines"), block.Fixed<ulong>("bytes"));
            for (var row = 0; row < block.Rows; row++)
            {
                var labels = new List<Label>();
                for (var i = 0; i < found.Count; i++)
                    labels.Add(new Label(request.By[i], found[i][row]));
                volumes.Add(new LogVolume(Labels.From(labels), (int)pieces[row], (long)lines[row], (long)bytes[row]));
            }
        }

        return volumes;
    }

    async Task<List<LogVolume>> ByStreamAsync(TenantId tenant, LogVolumeRequest request, CancellationToken ct)
    {
        var streams = new Dictionary<(ulong, string, string), Labels>();
        foreach (var stream in await catalog.FindAsync(tenant, request.Matchers, request.FromNano, request.ToNano, ct))
            if (!request.HaveAll || request.By.All(stream.Labels.Has))
                streams[(stream.Key.ResourceId, stream.Key.Source, stream.Service)] = request.By.Count == 0 ? stream.Labels : Labels.From(stream.Labels.Where(l => request.By.Contains(l.Name)));
        var volumes = new List<LogVolume>();
        if (streams.Count == 0)
            return volumes;
        var some = streams.Count > LogWhere.MostListed ? "" : $" AND resource_id IN ({string.Join(',', streams.Keys.Select(static k => k.Item1).Distinct())})";
        var statement = new Statement($$"""
            SELECT resource_id, source, service, {{Piece}} AS piece, sum(lines) AS lines, sum(bytes) AS bytes FROM log_counts WHERE {{Minutes}}{{some}} GROUP BY resource_id, source, service, piece
            """) { Caller = "log-volumes", ReadOnly = true, Timeout = TimeLimit }.Setting("max_query_size", 4 << 20);
        await foreach (var block in client.ReadAsync(Bind(statement, tenant, request), ct))
        {
            var (ids, pieces) = (block.Fixed<ulong>("resource_id"), block.Fixed<long>("piece"));
            var (lines, bytes) = (block.Fixed<ulong>("lines"), block.Fixed<ulong>("bytes"));
            var (sources, services) = (new TextReaderColumn(block["source"]), new TextReaderColumn(block["service"]));
            for (var row = 0; row < block.Rows; row++)
                if (streams.TryGetValue((ids[row], sources[row], services[row]), out var labels))
                    volumes.Add(new LogVolume(labels, (int)pieces[row], (long)lines[row], (long)bytes[row]));
        }

        return volumes;
    }

    const string Piece = "intDiv(greatest(toUnixTimestamp(toDateTime(minute, 'UTC')) * 1000000000, {begin:Int64}), {size:Int64}) - intDiv({begin:Int64}, {size:Int64})";

    const string Minutes = "tenant = {tenant:String} AND minute >= fromUnixTimestamp64Nano({first:Int64}, 'UTC') AND minute < fromUnixTimestamp64Nano({last:Int64}, 'UTC')";

    static Statement Bind(Statement statement, TenantId tenant, LogVolumeRequest request) => LogStreamCatalog.InRange(statement, tenant, request.FromNano, request.ToNano)
        .With("begin", request.FromNano).With("size", request.PieceNano).With("first", request.FromNano / Minute * Minute).With("last", request.ToNano);
}
