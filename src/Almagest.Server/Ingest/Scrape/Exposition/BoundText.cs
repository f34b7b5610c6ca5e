using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>Values of <c>le</c> and <c>quantile</c> as OpenMetrics writes them: whole numbers end in <c>.0</c>.</summary>
static class BoundText
{
    internal static string Write(double value)
    {
        var text = GoNumber.Format(value);
        return double.IsFinite(value) && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }
}
