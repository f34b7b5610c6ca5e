using Almagest.Model;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| drop a, b="c"</c></summary>
sealed class DropStage(IReadOnlyList<NamedLabel> labels) : Stage
{
    internal override bool Process(LineState line)
    {
        foreach (var (name, matcher) in labels)
        {
            var value = name switch
            {
                LineLabels.ErrorLabel => line.Labels.Error,
                LineLabels.ErrorDetailsLabel => line.Labels.ErrorDetails,
                _ => line.Labels.Get(name),
            };
            if (matcher is null ? value is null : !matcher.Matches(value ?? ""))
                continue;
            if (name == LineLabels.ErrorLabel)
                line.Labels.Error = "";
            else if (name == LineLabels.ErrorDetailsLabel)
                line.Labels.ErrorDetails = "";
            else
                line.Labels.Delete(name);
        }

        return true;
    }
}

/// <summary><c>| keep a, b="c"</c>; error labels stay.</summary>
sealed class KeepStage(IReadOnlyList<NamedLabel> labels) : Stage
{
    readonly List<(Label Label, LabelCategory Category)> _all = [];

    internal override bool Process(LineState line)
    {
        line.Labels.CopyTo(_all);
        foreach (var (label, _) in _all)
            if (label.Name is not (LineLabels.ErrorLabel or LineLabels.ErrorDetailsLabel or LineLabels.PreserveErrorLabel) && !IsKept(label))
                line.Labels.Delete(label.Name);
        return true;
    }

    bool IsKept(Label label)
    {
        foreach (var (name, matcher) in labels)
            if (name == label.Name && (matcher is null || matcher.Matches(label.Value)))
                return true;
        return false;
    }
}
