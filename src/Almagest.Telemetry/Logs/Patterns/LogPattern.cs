using System.Globalization;
using System.Text;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>
/// Lines of a kind. Its id is made of its first line and never changes; its template becomes more general as more lines are seen. When patterns turn
/// out to be one kind the oldest stands for the others from then on.
/// </summary>
sealed class LogPattern(ulong number, PatternForm form, ulong[] words, string[] texts)
{
    /// <summary>What a template shows where its lines differ.</summary>
    internal const string Gap = "<_>";

    /// <summary>The id as a number.</summary>
    internal ulong Number { get; } = number;

    /// <summary>The id as it is stored: 16 hexadecimal digits.</summary>
    internal byte[] Id { get; } = Encoding.ASCII.GetBytes(number.ToString("x16", CultureInfo.InvariantCulture));

    internal PatternForm Form { get; } = form;

    /// <summary>Hashes of its words; <see cref="LineTokens.Variable"/> where lines differ.</summary>
    internal ulong[] Words { get; } = words;

    /// <summary>The words, a blank before those that follow one.</summary>
    internal string[] Texts { get; } = texts;

    /// <summary>Whether words differ, not only what looks like a number or an id.</summary>
    internal bool IsGeneral { get; private set; }

    internal required byte[] Tenant { get; init; }

    internal required byte[] Service { get; init; }

    internal required long FirstSeenNano { get; init; }

    internal required string Level { get; init; }

    internal required string Sample { get; init; }

    internal required ushort RetentionDays { get; init; }

    /// <summary>The pattern that stands for it; null when it stands for itself.</summary>
    internal LogPattern? MergedInto { get; private set; }

    /// <summary>Patterns it stands for.</summary>
    internal List<LogPattern> Merged { get; } = [];

    /// <summary>What of it is stored, and what of it must be.</summary>
    internal PatternStorage Storage { get; } = new();

    /// <summary>The pattern lines of this one have now.</summary>
    internal LogPattern Root => MergedInto ?? this;

    /// <summary>How many words are the same in all lines.</summary>
    internal int Constants => Words.Count(static w => w != LineTokens.Variable);

    /// <summary>The hash of all words.</summary>
    internal ulong Shape
    {
        get
        {
            var shape = LineTokens.Seed(Form);
            for (var i = 0; i < Words.Length; i++)
                shape += LineTokens.Part(Words[i], i);
            return shape;
        }
    }

    /// <summary>The template as people read it and as LogQL's <c>|&gt;</c> takes it.</summary>
    internal string Template => PatternText.Join(Texts);

    /// <summary>A stored pattern is as general as it was.</summary>
    internal void Restore(bool general, LogPattern? mergedInto)
    {
        (IsGeneral, MergedInto) = (general, mergedInto);
        mergedInto?.Merged.Add(this);
    }

    // Hot path: per line that is not quite like one before.
    /// <summary>Whether a line with these words is of this kind.</summary>
    internal bool Matches(LineTokens tokens)
    {
        if (tokens.Count != Words.Length || tokens.Form != Form)
            return false;
        for (var i = 0; i < Words.Length; i++)
            if (Words[i] != LineTokens.Variable && Words[i] != tokens[i].Hash)
                return false;
        return true;
    }

    /// <summary>Stands for another pattern from now on, and for those that one stood for.</summary>
    internal void Take(LogPattern other)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if (Words[i] == other.Words[i])
                continue;
            Words[i] = LineTokens.Variable;
            Texts[i] = PatternText.GapLike(Texts[i]);
        }

        IsGeneral = true;
        Storage.Change();
        foreach (var taken in other.Merged.Append(other))
        {
            taken.MergedInto = this;
            taken.Storage.Change();
            Merged.Add(taken);
        }

        other.Merged.Clear();
    }
}
