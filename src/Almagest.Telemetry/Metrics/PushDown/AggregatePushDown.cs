using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.PushDown;

/// <summary>
/// Lets the store aggregate: what travels then is one number per group and step instead of all samples. For stores that are far away or hold more than one
/// machine can read; the store needs 55 to 100 ns a sample, its sums differ in the last digits from those of PromQL's own order.
/// </summary>
public sealed class AggregatePushDown(ClickHouseClient client)
{
    const double MostCancellation = 1e4;

    // UNKNOWN_FUNCTION, UNKNOWN_SETTING, SUPPORT_IS_DISABLED: a store that is older than these functions.
    static readonly HashSet<int> Unable = [46, 115, 344];

    /// <summary>
    /// The aggregate, to at least nine digits for groups of up to ten thousand series; null when the store's functions would not give PromQL's answer: there are
    /// samples that are not finite, native histograms, or sums in which nearly everything cancels out.
    /// </summary>
    public async Task<StoreAggregate?> RunAsync(string tenant, AggregateSelection selection, CancellationToken ct)
    {
        var metric = selection.Matchers.First(static m => m is { Name: Labels.MetricName, Kind: MatchKind.Equal }).Value;
        if (await HasHistogramsAsync(tenant, metric, ct))
            return null;
        var (groups, samples) = (new List<AggregatedSeries>(), 0L);
        try
        {
            await foreach (var block in client.ReadAsync(AggregateSql.Of(tenant, selection), ct))
            {
                for (var row = 0; row < block.Rows; row++)
                {
                    var group = Read(block, row);
                    if (block.Fixed<ulong>("odd")[row] > 0 || (AggregateSql.IsSum(selection) && !IsPrecise(group, Numbers<double>(block, "sizes", row))))
                        return null;
                    samples += (long)block.Fixed<ulong>("samples")[row];
                    groups.Add(group);
                }
            }
        }
        catch (ClickHouseException refused) when (Unable.Contains(refused.Code))
        {
            return null;
        }

        return new StoreAggregate(groups, samples);
    }

    // What is lost in a sum is a part of the sizes of what is added up. PromQL carries it along; where much cancels out, the store's sum has too few digits left.
    static bool IsPrecise(AggregatedSeries group, ReadOnlySpan<double> sizes)
    {
        for (var step = 0; step < sizes.Length; step++)
        {
            if (group.Members[step] > 0 && !(double.IsFinite(sizes[step]) && sizes[step] <= Math.Abs(group.Values[step]) * MostCancellation))
                return false;
        }

        return true;
    }

    static ReadOnlySpan<T> Numbers<T>(ResultBlock block, string column, int row)
        where T : unmanaged
    {
        var arrays = block.Get<ArrayResultColumn>(column);
        return ((ResultColumn<T>)arrays.Elements).Values[arrays[row]];
    }

    async Task<bool> HasHistogramsAsync(string tenant, string metric, CancellationToken ct) => await client.ScalarAsync<bool>(
        new Statement(
            "SELECT (SELECT count() FROM (SELECT 1 FROM native_histograms WHERE tenant = {tenant:String} AND metric = {metric:String} LIMIT 1)) "
            + "+ (SELECT count() FROM (SELECT 1 FROM histograms WHERE tenant = {tenant:String} AND metric = {metric:String} AND kind = 'exponential' LIMIT 1)) > 0 AS found")
        {
            ReadOnly = true,
            Caller = "push-down",
        }.With("tenant", tenant).With("metric", metric),
        ct);

    static AggregatedSeries Read(ResultBlock block, int row)
    {
        var (names, texts) = (block.Get<ArrayResultColumn>("names"), block.Get<ArrayResultColumn>("texts"));
        var labels = new List<Label>();
        for (var (i, end) = (names[row].Start.Value, names[row].End.Value); i < end; i++)
            labels.Add(new Label(names.Elements.GetString(i)!, texts.Elements.GetString(i)!));
        return new AggregatedSeries(Labels.From(labels), Numbers<double>(block, "steps", row).ToArray(), Numbers<ulong>(block, "members", row).ToArray());
    }
}
