namespace Almagest.Query.PromQL.Engine;

/// <summary>The remarks of one query, each text once. Thread-safe: series are evaluated side by side.</summary>
sealed class Annotations
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Annotation> _byText = new(StringComparer.Ordinal);

    public void Add(Annotation annotation)
    {
        lock (_lock)
            _byText[annotation.Text] = _byText.TryGetValue(annotation.Text, out var earlier) ? annotation.Merge(earlier) : annotation;
    }

    /// <summary>The warnings, or the informations, ready to be shown.</summary>
    public IReadOnlyList<string> Render(string query, bool warnings) =>
        [.. _byText.Values.Where(annotation => annotation.IsWarning == warnings).Select(annotation => annotation.Render(query)).Order(StringComparer.Ordinal)];
}
