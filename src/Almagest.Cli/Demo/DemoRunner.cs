using Almagest.Cli.Otlp;
using Almagest.Model;

namespace Almagest.Cli.Demo;

/// <summary>Runs the simulation against the clock and sends what it makes.</summary>
sealed class DemoRunner(DemoOptions options, TimeProvider time, TextWriter output)
{
    static readonly OtlpScope Scope = new("shop", "1.0.0");

    readonly ProtoWriter _writer = new(1 << 16);
    long _spans, _logs, _points;
    bool _away;

    /// <summary>Runs until the duration is over or the token is cancelled.</summary>
    /// <exception cref="UserErrorException">Nothing listens at the address, or it refuses what is sent.</exception>
    internal async Task RunAsync(CancellationToken ct)
    {
        using var sender = new OtlpHttpSender(options.Otlp);
        var now = Now();
        var clock = now - (ulong)options.Backfill.TotalMilliseconds * 1_000_000;
        var until = options.Duration is { } duration ? now + (ulong)duration.TotalMilliseconds * 1_000_000 : ulong.MaxValue;
        var simulation = new Simulation(options.Seed, options.Rate, clock);
        await ProbeAsync(sender, ct);
        // History ends where this run began: what happens while it is being sent belongs to the first live second.
        while (clock < now)
        {
            clock = Math.Min(clock + 10_000_000_000, now);
            await SendAsync(sender, simulation.AdvanceTo(clock), ct);
        }
        await output.WriteLineAsync($"The shop is open: {options.Rate:0.#} requests/s to {options.Otlp} (history: {Counts()}). Ctrl+C closes it.");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (Now() < until && await timer.WaitForNextTickAsync(ct)) await SendAsync(sender, simulation.AdvanceTo(Now()), ct);
    }

    internal string Counts() => $"{_spans:N0} spans, {_logs:N0} log records, {_points:N0} data points";

    /// <summary>An empty request tells whether anybody listens before history is made for nobody.</summary>
    async Task ProbeAsync(OtlpHttpSender sender, CancellationToken ct)
    {
        var answer = await sender.SendAsync(OtlpSignal.Traces, ReadOnlyMemory<byte>.Empty, ct);
        if (answer.Accepted || answer.Retry && answer.After is not null) return;
        throw new UserErrorException(UserErrorKind.NotFound, "no_receiver",
            $"no OTLP receiver at \"{options.Otlp}\": {answer.Message}; start \"almagest serve\" first or give its address with --otlp");
    }

    async Task SendAsync(OtlpHttpSender sender, IReadOnlyList<PodBatch> batches, CancellationToken ct)
    {
        _spans += await SendAsync(sender, OtlpSignal.Traces, batches.Select(batch => (batch.Resource, (IReadOnlyList<IOtlpItem>)batch.Spans)), ct);
        _logs += await SendAsync(sender, OtlpSignal.Logs, batches.Select(batch => (batch.Resource, (IReadOnlyList<IOtlpItem>)batch.Logs)), ct);
        await SendAsync(sender, OtlpSignal.Metrics, batches.Select(batch => (batch.Resource, (IReadOnlyList<IOtlpItem>)batch.Metrics)), ct);
        _points += batches.Sum(batch => batch.Metrics.Sum(metric => metric.Points.Count));
    }

    async Task<long> SendAsync(
        OtlpHttpSender sender, OtlpSignal signal, IEnumerable<(OtlpResource Resource, IReadOnlyList<IOtlpItem> Items)> parts, CancellationToken ct)
    {
        _writer.Clear();
        var count = 0L;
        foreach (var (resource, items) in parts.Where(part => part.Items.Count > 0))
        {
            OtlpRequest.Append(_writer, resource, Scope, items);
            count += items.Count;
        }
        if (count == 0) return 0;
        var answer = await sender.SendUntilAnsweredAsync(signal, _writer.Written, ct, Away);
        if (_away) await output.WriteLineAsync($"{options.Otlp} answers again.");
        _away = false;
        if (!answer.Accepted)
            throw new UserErrorException(UserErrorKind.Invalid, "refused", $"\"{options.Otlp}\" refused {signal}: {answer.Message}");
        return count - answer.Rejected;
    }

    void Away(OtlpAnswer answer)
    {
        if (_away) return;
        _away = true;
        output.WriteLine($"{options.Otlp} does not take what is sent: {answer.Message}; trying again until it does. Ctrl+C gives up.");
    }

    ulong Now() => (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
