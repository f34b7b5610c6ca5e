using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Logs;

namespace Almagest.Server.Ingest.Loki;

/// <summary>What decoding one request needs. For one thread.</summary>
/// <param name="Batch">Where the lines go.</param>
/// <param name="Streams">Streams seen before.</param>
/// <param name="Recent">Lines stored before.</param>
sealed record PushContext(LogBatch Batch, LogStreams Streams, RecentLines Recent) : IDisposable
{
    readonly SeriesKey _tenantKey = SeriesKey.Of(Encoding.UTF8.GetBytes(Batch.Tenant.Value));
    string? _streamFault;
    bool _streamFaultNoted;
    readonly RepeatedLines _repeated = new();
    ulong _streamHash;

    /// <summary>What was refused.</summary>
    internal PushFaults Faults { get; } = new();

    /// <summary>Attributes of the line being read.</summary>
    internal LineMetadata Metadata { get; } = new();

    /// <summary>Lines to be remembered once they are stored.</summary>
    internal List<LineKey> Kept { get; } = [];

    /// <summary>Streams in the request, with or without lines.</summary>
    internal int StreamCount { get; private set; }

    // Hot path: per stream.
    /// <summary>The lines that follow are of the stream with these labels.</summary>
    /// <param name="labels">As sent; what stands for them in the cache.</param>
    /// <param name="text">Gives their text, such as <c>{app="shop"}</c>, when they are not known.</param>
    /// <exception cref="UserErrorException">The labels can not be read; nothing of the request may be kept.</exception>
    internal void Enter(ReadOnlySpan<byte> labels, Func<ReadOnlySpan<byte>, string> text)
    {
        StreamCount++;
        var key = SeriesKey.Of(labels).With(_tenantKey);
        if (!Streams.TryGet(key, out var stream))
        {
            stream = Streams.Build(Batch.Tenant, Parse(text(labels)));
            Streams.Add(key, stream);
        }

        Batch.Enter(stream);
        _repeated.Clear();
        _streamHash = XxHash64.Combine(_tenantKey.First, stream.ResourceId);
        (_streamFault, _streamFaultNoted) = (stream.Fault, false);
    }

    // Hot path: per line.
    /// <summary>Appends a line with <see cref="Metadata"/>, or notes why not.</summary>
    internal void Append(long time, ReadOnlySpan<byte> line)
    {
        if (_repeated.Has(time, line, Metadata))
            return;
        var key = new LineKey(_repeated.Hash, XxHash64.Combine(_streamHash, (ulong)time));
        if (Recent.IsOn && Recent.Has(key))
            return;
        Batch.Ahead = _repeated.Ahead;
        if (Batch.Append(time, line, Metadata) is not { } fault)
        {
            _repeated.Keep();
            if (Recent.IsOn)
                Kept.Add(key);
            return;
        }

        // What is wrong with a stream is told once, not for each of its lines.
        if (_streamFaultNoted)
            return;
        Faults.Add(fault);
        _streamFaultNoted = _streamFault is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => Metadata.Dispose();

    static IReadOnlyList<Label> Parse(string text)
    {
        try
        {
            return MetricText.Parse(text);
        }
        catch (PromQlParseException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_labels", $"couldn't parse labels: {error.Message}");
        }
    }
}
