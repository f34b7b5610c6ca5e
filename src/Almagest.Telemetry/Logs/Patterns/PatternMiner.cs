using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>
/// Gives each log record the id of its pattern before it is stored, whatever protocol it came by, and stores patterns that are new or became more
/// general together with the lines. Thread-safe.
/// </summary>
public sealed class PatternMiner(PatternLimits limits, PatternMetrics metrics, TimeProvider time) : IBatchPreparer, ICommitListener
{
    const int MaxSampleBytes = 4096;

    readonly Lock _sync = new();
    readonly Dictionary<ulong, ServicePatterns> _services = [];
    readonly Dictionary<ulong, LogPattern> _byNumber = [];
    readonly LineReader _reader = new();
    readonly List<LogPattern> _touched = [];
    long _batch;

    /// <inheritdoc/>
    public void Prepare(TelemetryBatch batch)
    {
        if (batch.Signal != Signal.Logs || !limits.Enabled || batch.Logs.PatternId.Rows > 0)
            return;
        lock (_sync)
        {
            _batch++;
            _touched.Clear();
            Assign(batch.Logs);
            var seconds = time.GetUtcNow().ToUnixTimeSeconds();
            foreach (var pattern in _touched)
                Offer(pattern, batch.LogPatterns, seconds);
        }
    }

    /// <inheritdoc/>
    public void Stored(TelemetryBatch batch)
    {
        if (batch.Signal != Signal.Logs || batch.LogPatterns.Rows == 0)
            return;
        lock (_sync)
        {
            var ids = batch.LogPatterns.Id.Read();
            for (var row = 0; row < batch.LogPatterns.Rows; row++)
            {
                if (ulong.TryParse(ids.Next(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) && _byNumber.TryGetValue(number, out var pattern))
                    pattern.Storage.Confirm(batch.LogPatterns.Revision.Values[row], batch.LogPatterns.LastSeen.Values[row]);
            }
        }
    }

    /// <summary>Takes back a pattern of the store; those that stand for others come before them.</summary>
    internal void Restore(LogPattern pattern)
    {
        lock (_sync)
        {
            if (_byNumber.TryAdd(pattern.Number, pattern))
                PatternsOf(pattern.Tenant, pattern.Service).Add(pattern);
        }
    }

    /// <summary>A pattern in memory; null when it is not.</summary>
    internal LogPattern? Find(ulong number)
    {
        lock (_sync)
            return _byNumber.GetValueOrDefault(number);
    }

    // Hot path: per line.
    void Assign(LogBlock block)
    {
        var bodies = block.Body.Read();
        var tenants = block.Tenant.Indices;
        var services = block.Service.Indices;
        var (tenant, service, without) = (-1, -1, 0);
        ServicePatterns? patterns = null;
        for (var row = 0; row < block.Rows; row++)
        {
            if (patterns is null || tenants[row] != tenant || services[row] != service)
            {
                (tenant, service) = (tenants[row], services[row]);
                patterns = PatternsOf(block.Tenant.Text(tenant), block.Service.Text(service));
            }

            var body = bodies.Next();
            var tokens = _reader.Read(body);
            if (tokens.Count == 0 || (patterns.Find(tokens) ?? Add(patterns, tokens, body, block, row)) is not { } pattern)
            {
                if (tokens.Count > 0)
                    without++;
                block.PatternId.Append([]);
                continue;
            }

            if (pattern.Storage.TouchedIn != _batch)
                Touch(pattern);
            block.PatternId.Append(pattern.Id);
        }

        if (without > 0)
            metrics.Without(without);
    }

    void Touch(LogPattern pattern)
    {
        pattern.Storage.TouchedIn = _batch;
        _touched.Add(pattern);
    }

    LogPattern? Add(ServicePatterns patterns, LineTokens tokens, ReadOnlySpan<byte> body, LogBlock block, int row)
    {
        var tenant = block.Tenant.Text(block.Tenant.Indices[row]);
        var service = block.Service.Text(block.Service.Indices[row]);
        var number = XxHash64.Combine(XxHash64.Combine(XxHash64.Hash(tenant), XxHash64.Hash(service)), tokens.Shape);
        if (_byNumber.TryGetValue(number, out var known))
            return known.Root;
        if (!patterns.Budget.TryTake(time.GetUtcNow().ToUnixTimeSeconds()))
            return null;
        var pattern = new LogPattern(number, tokens.Form, Words(tokens), PatternText.Of(tokens, body))
        {
            Tenant = tenant.ToArray(),
            Service = service.ToArray(),
            FirstSeenNano = block.Time.Values[row],
            Level = Encoding.UTF8.GetString(block.Level.Text(block.Level.Indices[row])),
            Sample = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxSampleBytes)]),
            RetentionDays = block.RetentionDays.Values[row],
        };
        _byNumber[number] = pattern;
        var root = patterns.Add(pattern);
        // Those that another stands for from now on are stored too, so that their lines are found under it.
        foreach (var changed in root.Merged.Append(root))
            if (changed.Storage.TouchedIn != _batch)
                Touch(changed);
        foreach (var gone in patterns.Trim())
            _byNumber.Remove(gone.Number);
        metrics.Born(tenant, service);
        return root;
    }

    static ulong[] Words(LineTokens tokens)
    {
        var words = new ulong[tokens.Count];
        for (var i = 0; i < words.Length; i++)
            words[i] = tokens[i].Hash;
        return words;
    }

    ServicePatterns PatternsOf(ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> service)
    {
        var key = XxHash64.Combine(XxHash64.Hash(tenant), XxHash64.Hash(service));
        if (_services.TryGetValue(key, out var patterns))
            return patterns;
        if (_services.Count >= limits.MaxServices || _byNumber.Count >= limits.MaxAllPatterns)
        {
            _services.Clear();
            _byNumber.Clear();
        }

        return _services[key] = new ServicePatterns(limits);
    }

    static void Offer(LogPattern pattern, LogPatternBlock into, long seconds)
    {
        if (!pattern.Storage.IsDue(seconds))
            return;
        into.Tenant.Append(pattern.Tenant);
        into.Service.Append(pattern.Service);
        into.Id.Append(pattern.Id);
        into.Template.Append(pattern.Template);
        into.Form.Append(PatternRows.NameOf(pattern.Form));
        foreach (var text in pattern.Texts)
            into.Tokens.Items.Append(text);
        into.Tokens.EndRow();
        into.General.Append(pattern.IsGeneral);
        into.MergedInto.Append(pattern.MergedInto is { } root ? root.Id : []);
        into.FirstSeen.Append(pattern.FirstSeenNano);
        into.Level.Append(pattern.Level);
        into.Sample.Append(pattern.Sample);
        into.LastSeen.Append((uint)seconds);
        into.Revision.Append(pattern.Storage.Revision);
        into.RetentionDays.Append(pattern.RetentionDays);
        pattern.Storage.Offer(seconds);
    }
}
