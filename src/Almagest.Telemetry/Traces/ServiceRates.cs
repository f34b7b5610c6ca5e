using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Telemetry.Traces;

/// <summary>Which calls to count, and when.</summary>
/// <param name="Services">Of these services.</param>
/// <param name="Kinds">By spans of these kinds, as words.</param>
/// <param name="ByOperation">One row an operation instead of one a service.</param>
/// <param name="Start">The first point.</param>
/// <param name="End">No point after this one.</param>
/// <param name="Step">Between points.</param>
/// <param name="Span">How far each point looks back; whole minutes are counted.</param>
public sealed record RateQuestion(
    IReadOnlyList<string> Services, IReadOnlyList<string> Kinds, bool ByOperation, DateTimeOffset Start, DateTimeOffset End, TimeSpan Step, TimeSpan Span);

/// <summary>What a service, or an operation of it, did in the time before each point.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Operation">Empty for the whole service.</param>
/// <param name="Points">In order; none before its first call.</param>
public sealed record ServiceRate(string Service, string Operation, IReadOnlyList<RatePoint> Points);

/// <summary>Calls in the time before a point.</summary>
/// <param name="At">The point.</param>
/// <param name="Calls">How many.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="Nano">How long they took, for a share of them; null when there were none.</param>
public sealed record RatePoint(DateTimeOffset At, long Calls, long Errors, double? Nano);

/// <summary>Calls, errors and durations over sliding windows, from what the store keeps per minute.</summary>
public sealed class ServiceRates(ClickHouseClient client)
{
    const int MaxRows = 2_000_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    /// <summary>A row for each service or operation that was called, sorted; <paramref name="quantile"/> is the share of calls that took no longer than a point's duration.</summary>
    public async Task<IReadOnlyList<ServiceRate>> ReadAsync(TenantId tenant, RateQuestion question, double quantile, CancellationToken ct)
    {
        var sql = $$"""
            SELECT toString(service) AS service_name, {{(question.ByOperation ? "toString(name)" : "''")}} AS operation, toInt64(toUnixTimestamp(time)) AS minute,
                toInt64(sum(calls)) AS total, toInt64(sum(errors)) AS failed, sumMap(buckets) AS merged, mapKeys(merged) AS ks, mapValues(merged) AS vs
            FROM span_metrics
            WHERE tenant = {tenant:String} AND service IN {services:Array(String)} AND toString(kind) IN {kinds:Array(String)}
                AND time >= {from:DateTime} AND time < {to:DateTime}
            GROUP BY service_name, operation, minute ORDER BY service_name, operation, minute LIMIT {{MaxRows}}
            """;
        var statement = new Statement(sql) { Caller = "service-rates", ReadOnly = true, Timeout = TimeLimit }
            .With("tenant", tenant.Value).With("services", question.Services).With("kinds", question.Kinds)
            .With("from", question.Start - question.Span - TimeSpan.FromMinutes(1)).With("to", question.End);
        var (rates, minutes, current) = (new List<ServiceRate>(), new List<Minute>(), ("", ""));
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var key = (Cells.Text(block, "service_name", row), Cells.Text(block, "operation", row));
                if (key != current)
                    Finish();
                current = key;
                var counts = Cells.Numbers(block, "ks", row).Zip(Cells.Numbers(block, "vs", row)).Select(static p => ((int)p.First, (long)p.Second));
                minutes.Add(new Minute(block.Fixed<long>("minute")[row], block.Fixed<long>("total")[row], block.Fixed<long>("failed")[row], [.. counts]));
            }
        }

        Finish();
        return rates;

        void Finish()
        {
            if (minutes.Count > 0)
                rates.Add(new ServiceRate(current.Item1, current.Item2, Slide(minutes, question, quantile)));
            minutes.Clear();
        }
    }

    // Each minute enters and leaves the window once.
    static List<RatePoint> Slide(List<Minute> minutes, RateQuestion question, double quantile)
    {
        var (points, buckets) = (new List<RatePoint>(), new long[256]);
        var (calls, errors, enters, leaves) = (0L, 0L, 0, 0);
        for (var at = question.Start; at <= question.End; at += question.Step)
        {
            var (to, from) = (at.ToUnixTimeSeconds(), (at - question.Span).ToUnixTimeSeconds());
            for (; enters < minutes.Count && minutes[enters].At < to; enters++)
                Count(minutes[enters], 1);
            for (; leaves < enters && minutes[leaves].At < from; leaves++)
                Count(minutes[leaves], -1);
            if (enters > 0)
                points.Add(new RatePoint(at, calls, errors, calls == 0 ? null : Quantile(buckets, calls, quantile)));
        }

        return points;

        void Count(Minute minute, int sign)
        {
            calls += sign * minute.Calls;
            errors += sign * minute.Errors;
            foreach (var (bucket, count) in minute.Buckets)
                buckets[bucket] += sign * count;
        }
    }

    // Within a bucket durations are taken to lie evenly.
    static double Quantile(long[] buckets, long total, double quantile)
    {
        var (rank, below) = (Math.Clamp(quantile, 0, 1) * total, 0L);
        var last = 0;
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            if (buckets[bucket] == 0)
                continue;
            last = bucket;
            if (below + buckets[bucket] >= rank)
                break;
            below += buckets[bucket];
        }

        var (low, high) = (DurationBucket.Low(last), DurationBucket.High(last));
        return low + ((high - low) * Math.Clamp((rank - below) / Math.Max(1, buckets[last]), 0, 1));
    }

    readonly record struct Minute(long At, long Calls, long Errors, (int Bucket, long Count)[] Buckets);
}
