using System.Globalization;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>The name of a stream for readers: numbers of resources, separated by commas, because streams of LogQL may have several.</summary>
public static class LogStreamId
{
    // A stream of more resources than this is no stream to read along.
    const int Most = 1_000;

    /// <summary>The name of one resource.</summary>
    internal static string Of(ulong resource) => resource.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of several.</summary>
    internal static string Of(IEnumerable<ulong> resources) => string.Join(',', resources.Distinct().Take(Most).Select(Of));

    /// <summary>The resources of a name; null when it is none.</summary>
    public static IReadOnlyList<ulong>? Parse(string text)
    {
        var resources = new List<ulong>();
        foreach (var part in text.Split(','))
        {
            if (!ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var resource) || resources.Count == Most)
                return null;
            resources.Add(resource);
        }

        return resources;
    }
}
