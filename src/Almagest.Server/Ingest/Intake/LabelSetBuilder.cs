using System.Text;
using System.Text.Unicode;
using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Intake;

/// <summary>
/// Makes a series out of labels in any order, by Prometheus' rules: a name is needed, names and values are UTF-8, no name comes twice, an
/// empty value is no label. Used once per series, then the cache knows it.
/// </summary>
sealed class LabelSetBuilder
{
    readonly List<(byte[] Name, byte[] Value)> _labels = [];

    /// <summary>Forgets all labels.</summary>
    internal void Clear() => _labels.Clear();

    /// <summary>Adds a label, <c>__name__</c> included.</summary>
    internal void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => _labels.Add((TextPool.Share(name), TextPool.Share(value)));

    /// <summary>The series, or what is wrong with its labels.</summary>
    internal string? TryBuild(Func<byte[][], ushort> retention, out KnownSeries? series)
    {
        series = null;
        _labels.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        for (var i = 0; i < _labels.Count; i++)
        {
            var (name, value) = _labels[i];
            if (name.Length == 0 || !Utf8.IsValid(name))
                return $"invalid label name \"{Encoding.UTF8.GetString(name)}\" in series {Text()}: expected UTF-8 that is not empty";
            if (!Utf8.IsValid(value))
                return $"the value of label \"{Encoding.UTF8.GetString(name)}\" in series {Text()} is not UTF-8";
            if (i > 0 && name.AsSpan().SequenceEqual(_labels[i - 1].Name))
                return $"duplicate label \"{Encoding.UTF8.GetString(name)}\" in series {Text()}";
        }

        var metric = _labels.Find(static l => l.Name.AsSpan().SequenceEqual("__name__"u8)).Value ?? [];
        if (metric.Length == 0)
            return $"no metric name in series {Text()}: label \"__name__\" is needed";
        byte[][] labels = [.. _labels.Where(static l => l.Value.Length > 0 && !l.Name.AsSpan().SequenceEqual("__name__"u8)).SelectMany(static l => new[] { l.Name, l.Value })];
        series = new KnownSeries(metric, Identity(metric, labels), labels) { RetentionDays = retention(labels) };
        return null;
    }

    /// <summary>The same as <see cref="Telemetry.Writing.SeriesIdentity"/>, from bytes.</summary>
    static ulong Identity(byte[] metric, byte[][] labels)
    {
        using var buffer = new ByteBuffer();
        buffer.Write(metric);
        buffer.Write((byte)0xFF);
        foreach (var part in labels)
        {
            buffer.Write(part);
            buffer.Write((byte)0xFF);
        }

        return XxHash64.Hash(buffer.Span);
    }

    string Text() => LabelText.Write([], [.. _labels.SelectMany(static l => new[] { l.Name, l.Value })]);
}
