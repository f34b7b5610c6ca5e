namespace Almagest.Query.LogQL.Templates;

/// <summary>A function of templates.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Body">What it does.</param>
sealed record TemplateFunction(string Name, int Least, int Most, Func<TemplateRun, object?[], object?> Body)
{
    internal TemplateFunction(string name, int count, Func<object?[], object?> body)
        : this(name, count, count, (_, a) => body(a))
    {
    }

    internal TemplateFunction(string name, int least, int most, Func<object?[], object?> body)
        : this(name, least, most, (_, a) => body(a))
    {
    }
}
