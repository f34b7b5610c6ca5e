using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Almagest.PromBench.Exactness;

/// <summary>
/// Answers of a real Prometheus as fingerprints: small enough to be kept, enough to tell that an answer is the same. Answers whose last bits come
/// from the mathematics library are kept with ten digits.
/// </summary>
sealed class RecordedAnswers
{
    const int Digits = 10;

    readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);

    internal int Count => _answers.Count;

    /// <summary>Records an answer that ours is equal or near to.</summary>
    internal void Add(ExactQuestion question, ExactAnswer expected, ExactAnswer actual)
    {
        if (expected == actual)
            _answers[Key(question)] = Fingerprint(expected.Text);
        else if (Fingerprint(Rounded(expected)) is var rounded && rounded == Fingerprint(Rounded(actual)))
            _answers[Key(question)] = "~" + rounded;
    }

    /// <summary>Whether an answer is the recorded one; null when none is recorded.</summary>
    internal bool? Matches(ExactQuestion question, ExactAnswer answer) => !_answers.TryGetValue(Key(question), out var recorded) ? null
        : recorded[0] == '~' ? recorded[1..] == Fingerprint(Rounded(answer)) : recorded == Fingerprint(answer.Text);

    internal static RecordedAnswers Load(string file)
    {
        var recorded = new RecordedAnswers();
        foreach (var line in File.ReadLines(file))
        {
            if (line.Split(' ') is [var key, var answer])
                recorded._answers[key] = answer;
        }

        return recorded;
    }

    internal void Save(string file) => File.WriteAllLines(file, _answers.OrderBy(static a => a.Key, StringComparer.Ordinal).Select(static a => $"{a.Key} {a.Value}"));

    static string Key(ExactQuestion question) => Fingerprint($"{question.Method} {question.Path} {question.Form}");

    static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));

    static string Rounded(ExactAnswer answer) => string.Join('|', answer.Text.Split(ExactAnswer.Separators).Select(static token =>
        double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("E" + Digits, CultureInfo.InvariantCulture) : token));
}
