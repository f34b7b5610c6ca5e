using System.Diagnostics;
using Almagest.Cli.Otlp;

namespace Almagest.Load;

/// <summary>What to send.</summary>
sealed record LoadPlan(Uri Url, bool Grpc, bool Gzip, OtlpSignal Signal, int Connections, int Items, TimeSpan Duration);

/// <summary>What came of it; latencies in milliseconds until the acknowledgement.</summary>
sealed record LoadResult(string Run, long Items, long Requests, long Errors, double Seconds, double P50, double P95, double P99);

/// <summary>Sends over N connections, each waiting for its acknowledgement before the next request.</summary>
sealed class LoadRun(LoadPlan plan, TimeProvider time)
{
    const int BodiesPerConnection = 8;

    readonly string _run = $"{Random.Shared.NextInt64():x16}"[..8];
    readonly List<double> _latencies = [];
    long _items, _requests, _errors;

    internal async Task<LoadResult> RunAsync(CancellationToken ct)
    {
        var bodies = Enumerable.Range(0, plan.Connections)
            .Select(c => Enumerable.Range(0, BodiesPerConnection).Select(b => Body.Create(plan.Signal, plan.Items, c * BodiesPerConnection + b, _run)).ToArray())
            .ToArray();
        var start = time.GetTimestamp();
        await Task.WhenAll(bodies.Select((own, connection) => Task.Run(() => ConnectionAsync(connection, own, start, ct), ct)));
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        _latencies.Sort();
        return new(_run, _items, _requests, _errors, seconds, Quantile(0.5), Quantile(0.95), Quantile(0.99));
    }

    async Task ConnectionAsync(int connection, Body[] bodies, long start, CancellationToken ct)
    {
        using OtlpSender sender = plan.Grpc ? new OtlpGrpcSender(plan.Url, plan.Gzip) : new OtlpHttpSender(plan.Url, plan.Gzip, 1);
        var id = ((ulong)connection + 1) << 40;
        var latencies = new List<double>();
        for (var i = 0; time.GetElapsedTime(start) < plan.Duration && !ct.IsCancellationRequested; i++)
        {
            var body = bodies[i % bodies.Length];
            var now = (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            var sent = Stopwatch.GetTimestamp();
            var answer = await sender.SendUntilAnsweredAsync(plan.Signal, body.Next(id, now), ct);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            id += (ulong)body.Items * 2;
            Interlocked.Increment(ref _requests);
            if (answer.Accepted) Interlocked.Add(ref _items, body.Items - answer.Rejected);
            if (!answer.Accepted || answer.Rejected > 0) Interlocked.Increment(ref _errors);
        }
        lock (_latencies) _latencies.AddRange(latencies);
    }

    double Quantile(double q) => _latencies.Count == 0 ? double.NaN : _latencies[(int)((_latencies.Count - 1) * q)];
}
