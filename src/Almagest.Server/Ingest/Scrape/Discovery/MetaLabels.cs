using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Discovery;

/// <summary>Labels of one target under construction; empty values are no labels.</summary>
sealed class MetaLabels
{
    readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    /// <summary>Sets a label; empty or absent: leaves it as it is.</summary>
    internal string? this[string name]
    {
        set
        {
            if (!string.IsNullOrEmpty(value))
                _labels[name] = value;
        }
    }

    /// <summary>Sets all labels of another set.</summary>
    internal MetaLabels With(MetaLabels other)
    {
        foreach (var (name, value) in other._labels)
            _labels[name] = value;
        return this;
    }

    internal MetaLabels Copy() => new MetaLabels().With(this);

    /// <summary>The group of this target alone.</summary>
    internal TargetGroup ToGroup(string source, string address) => new(source, [address], _labels);

    /// <summary>A name with everything but letters, digits and underscores replaced by an underscore.</summary>
    internal static string Sanitise(string name) => string.Create(name.Length, name, static (into, from) =>
    {
        for (var i = 0; i < into.Length; i++)
            into[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });

    /// <summary>Host and port as one address; brackets around IPv6.</summary>
    internal static string Address(string host, string port) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
}
