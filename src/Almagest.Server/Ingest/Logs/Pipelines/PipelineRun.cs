using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>Runs lines through a pipeline and back into what a batch takes. For one batch and thread.</summary>
sealed class PipelineRun(Pipeline pipeline, TenantId tenant, LogStreams streams) : IDisposable
{
    readonly PipelineEntry _entry = new() { Owner = tenant };
    readonly LineMetadata _labels = new();
    readonly LineMetadata _metadata = new();
    readonly Dictionary<TenantId, StreamFinder> _finders = [];
    byte[] _line = [];

    /// <summary>The line as it came out.</summary>
    internal ReadOnlySpan<byte> Line => _line;

    /// <summary>Its time.</summary>
    internal long Time => _entry.Time;

    /// <summary>Its owner.</summary>
    internal TenantId Tenant => _entry.Tenant ?? tenant;

    /// <summary>Its attributes.</summary>
    internal LineMetadata Metadata => _metadata;

    /// <summary>What the lines so far cause besides being stored.</summary>
    internal PipelineEffects Effects => _entry.Effects;

    /// <summary>Its stream.</summary>
    internal LogStream Stream { get; private set; } = null!;

    /// <summary>Runs a line; false when it was dropped.</summary>
    internal bool Run(LogStream stream, long time, ReadOnlySpan<byte> line, LineMetadata metadata)
    {
        Fill(stream, time, line, metadata);
        pipeline.Run(_entry);
        if (_entry.IsDropped)
            return false;
        _line = Encoding.UTF8.GetBytes(_entry.Line);
        _metadata.Clear();
        _metadata.Dropped = metadata.Dropped;
        foreach (var (name, value) in _entry.Metadata)
            _metadata.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value), _entry.Types.GetValueOrDefault(name, AttributeType.String));
        _labels.Clear();
        foreach (var (name, value) in _entry.Labels)
            _labels.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        Stream = FinderOf(Tenant).Find(_labels);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _labels.Dispose();
        _metadata.Dispose();
        foreach (var finder in _finders.Values)
            finder.Dispose();
    }

    StreamFinder FinderOf(TenantId owner) => _finders.TryGetValue(owner, out var finder) ? finder : _finders[owner] = new StreamFinder(streams, owner);

    void Fill(LogStream stream, long time, ReadOnlySpan<byte> line, LineMetadata metadata)
    {
        _entry.Clear();
        _entry.Line = Encoding.UTF8.GetString(line);
        _entry.Time = time;
        for (var i = 0; i < stream.Labels.Length; i += 2)
            _entry.Labels[Encoding.UTF8.GetString(stream.Labels[i])] = Encoding.UTF8.GetString(stream.Labels[i + 1]);
        for (var i = 0; i < metadata.Count; i++)
        {
            var name = Encoding.UTF8.GetString(metadata.Name(i));
            _entry.Metadata[name] = Encoding.UTF8.GetString(metadata.Value(i));
            _entry.Types[name] = metadata.Type(i);
        }
    }
}
