namespace Almagest.PromBench.Exactness;

/// <summary>Asks two servers the same questions and sorts their answers into equal ones, near ones, and those that differ.</summary>
sealed class ExactComparison(HttpClient http, string expected, string actual)
{
    // Functions of the mathematics library may differ in the last bit between Go and .NET.
    const double Tolerance = 1e-12;

    const int Shown = 300;

    internal int Same { get; private set; }

    /// <summary>Questions whose answers are within the tolerance, by query.</summary>
    internal Dictionary<string, int> Near { get; } = new(StringComparer.Ordinal);

    internal List<string> Differences { get; } = [];

    internal async Task RunAsync(IEnumerable<ExactQuestion> questions, CancellationToken ct)
    {
        foreach (var question in questions)
        {
            var answers = await Task.WhenAll(ExactAnswer.AskAsync(http, expected, question, ct), ExactAnswer.AskAsync(http, actual, question, ct));
            var (left, right) = (answers[0], answers[1]);
            if (left == right)
                Same++;
            else if (left.IsNear(right, Tolerance))
                Near[question.Query] = Near.GetValueOrDefault(question.Query) + 1;
            else
                Differences.Add($"{question.Method} {Uri.UnescapeDataString(question.Path)} {question.Form}\n  expected {Cut(left.Text, right.Text)}\n  actual   {Cut(right.Text, left.Text)}");
        }
    }

    static string Cut(string text, string other)
    {
        var first = text.Zip(other).TakeWhile(static pair => pair.First == pair.Second).Count();
        var at = Math.Max(0, first - 120);
        return text.Substring(at, Math.Min(Shown, text.Length - at)).Replace('\n', '|');
    }
}
