using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// What one request brings, in column blocks, on its way to the writer. A receiver fills it on one thread, hands it to
/// <see cref="TelemetryWriter"/> and must not touch it afterwards: the writer returns it to its pool.
/// </summary>
public sealed class TelemetryBatch : IDisposable
{
    SpanBlock? _spans;
    LogBlock? _logs;
    LogPatternBlock? _logPatterns;
    SeriesBlock? _series;
    SampleBlock? _samples;
    HistogramBlock? _histograms;
    ExemplarBlock? _exemplars;
    NativeHistogramBlock? _nativeHistograms;

    /// <summary>An empty batch for one kind of telemetry.</summary>
    public TelemetryBatch(Signal signal)
    {
        Signal = signal;
        Blocks = signal switch
        {
            Signal.Metrics => [Resources, Scopes, Series, Samples, Histograms, NativeHistograms, Exemplars],
            Signal.Logs => [Resources, Scopes, LogPatterns, Logs],
            Signal.Traces => [Resources, Scopes, Spans],
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "unknown signal"),
        };
    }

    /// <summary>The kind of telemetry it carries.</summary>
    public Signal Signal { get; }

    /// <summary>
    /// <see cref="XxHash64"/> of tenant, signal and decoded request body; 0 switches the recognition of repeated requests off.
    /// A request that was stored but never answered (the server was killed, the client hung up) is recognised by it when it comes again.
    /// </summary>
    public ulong RequestHash { get; set; }

    /// <summary>Keys of rows in catalogue tables that this batch registers; confirmed to the cache once they are stored.</summary>
    public List<ulong> Registrations { get; } = [];

    /// <summary>Rows for <c>resources</c>.</summary>
    public ResourceBlock Resources { get; } = new();

    /// <summary>Rows for <c>scopes</c>.</summary>
    public ScopeBlock Scopes { get; } = new();

    /// <summary>Rows for <c>spans</c>.</summary>
    public SpanBlock Spans => _spans ??= new();

    /// <summary>Rows for <c>logs</c>.</summary>
    public LogBlock Logs => _logs ??= new();

    /// <summary>Rows for <c>log_patterns</c>; the miner adds them.</summary>
    public LogPatternBlock LogPatterns => _logPatterns ??= new();

    /// <summary>Rows for <c>series</c>.</summary>
    public SeriesBlock Series => _series ??= new();

    /// <summary>Rows for <c>samples</c>.</summary>
    public SampleBlock Samples => _samples ??= new();

    /// <summary>Rows for <c>histograms</c>.</summary>
    public HistogramBlock Histograms => _histograms ??= new();

    /// <summary>Rows for <c>native_histograms</c>.</summary>
    public NativeHistogramBlock NativeHistograms => _nativeHistograms ??= new();

    /// <summary>Rows for <c>exemplars</c>.</summary>
    public ExemplarBlock Exemplars => _exemplars ??= new();

    /// <summary>The blocks of this signal, some of them empty, in the order in which they are stored: catalogues first.</summary>
    internal IReadOnlyList<Block> Blocks { get; }

    /// <summary>How many rows all blocks have together.</summary>
    internal int Rows => Blocks.Sum(static b => b.Rows);

    /// <summary>How many bytes all blocks have together.</summary>
    internal int SizeBytes => Blocks.Sum(static b => b.SizeBytes);

    /// <summary>Forgets all rows and keeps the memory.</summary>
    internal void Clear()
    {
        RequestHash = 0;
        Registrations.Clear();
        foreach (var block in Blocks)
            block.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in Blocks)
            block.Dispose();
    }
}
