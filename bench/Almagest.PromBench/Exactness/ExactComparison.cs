namespace Almagest.PromBench.Exactness;

/// <summary>Asks two servers the same questions and sorts their answers into equal ones, near ones, and those that differ.</summary>
sealed class ExactComparison(HttpClient http, string expected, string actual)
{
    // Functions of the mathematics library may differ in the last bit between Go and .NET.
    const double Tolerance = 1e-12;

    const int Shown = 300;

    /// <summary>Answers that are the same, text for text.</summary>
    internal int Same { get; private set; }

    /// <summary>Questions whose answers are within the tolerance, by query.</summary>
    internal Dictionary<string, int> Near { get; } = new(StringComparer.Ordinal);

    /// <summary>Questions whose answers differ for a known reason, by reason.</summary>
    internal Dictionary<string, int> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>What differs otherwise.</summary>
    internal List<string> Differences { get; } = [];

    /// <summary>The expected answers as they may be recorded.</summary>
    internal RecordedAnswers Recorded { get; } = new();

    internal async Task RunAsync(IEnumerable<ExactQuestion> questions, CancellationToken ct)
    {
        foreach (var question in questions)
        {
            var answers = await Task.WhenAll(ExactAnswer.AskAsync(http, expected, question, ct), ExactAnswer.AskAsync(http, actual, question, ct));
            Compare(question, answers[0], answers[1]);
        }
    }

    void Compare(ExactQuestion question, ExactAnswer left, ExactAnswer right)
    {
        if (left == right)
            Same++;
        else if (left.IsNear(right, Tolerance))
            Near[question.Query] = Near.GetValueOrDefault(question.Query) + 1;
        else if (KnownDifferences.Find(question) is { } why)
        {
            Known[why] = Known.GetValueOrDefault(why) + 1;
            return;
        }
        else
        {
            Differences.Add(Describe(question, left, right));
            return;
        }

        Recorded.Add(question, left, right);
    }

    internal static string Describe(ExactQuestion question, ExactAnswer left, ExactAnswer right) =>
        $"{question.Method} {Uri.UnescapeDataString(question.Path)} {question.Form}\n  expected {Cut(left.Text, right.Text)}\n  actual   {Cut(right.Text, left.Text)}";

    static string Cut(string text, string other)
    {
        var first = text.Zip(other).TakeWhile(static pair => pair.First == pair.Second).Count();
        var at = Math.Max(0, first - 120);
        return text.Substring(at, Math.Min(Shown, text.Length - at)).Replace('\n', '|');
    }
}
