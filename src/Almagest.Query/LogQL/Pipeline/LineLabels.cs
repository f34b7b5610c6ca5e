using Almagest.Model;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>
/// The labels of one line on its way through a pipeline. Labels of the stream stay as they are; what is added goes into a category of its own, and of
/// one name the label of the higher category counts. Reused from line to line.
/// </summary>
public sealed class LineLabels(ParserHints hints)
{
    /// <summary>What a label is called when the stream has one of its name already.</summary>
    internal const string DuplicateSuffix = "_extracted";

    /// <summary>The label that names what went wrong.</summary>
    public const string ErrorLabel = "__error__";

    /// <summary>The label that says why.</summary>
    public const string ErrorDetailsLabel = "__error_details__";

    /// <summary>The label that says errors were asked for.</summary>
    public const string PreserveErrorLabel = "__preserve_error__";

    readonly List<Label>[] _added = [new(), new(), new()];
    readonly List<string> _deleted = [];

    /// <summary>Labels of the stream.</summary>
    public Labels Stream { get; private set; } = Labels.Empty;

    /// <summary>What parsers need not do.</summary>
    public ParserHints Hints { get; } = hints;

    /// <summary>Value of <c>__error__</c>; empty while all is well.</summary>
    public string Error { get; set; } = "";

    /// <summary>Value of <c>__error_details__</c>.</summary>
    public string ErrorDetails { get; set; } = "";

    /// <summary>Whether anything differs from the labels of the stream.</summary>
    public bool IsChanged => _deleted.Count > 0 || _added[0].Count > 0 || _added[1].Count > 0 || _added[2].Count > 0 || Error.Length > 0 || ErrorDetails.Length > 0;

    /// <summary>Begins a line.</summary>
    public void Reset(Labels stream, Labels metadata)
    {
        Stream = stream;
        foreach (var category in _added)
            category.Clear();
        _deleted.Clear();
        (Error, ErrorDetails) = ("", "");
        Hints.Reset();
        foreach (var label in metadata.AsSpan())
            AddMetadata(label);
    }

    /// <summary>Whether a name is taken by the stream or by structured metadata, so that a parser must use another.</summary>
    public bool IsTaken(string name) => StreamHas(name) || Has(LabelCategory.Metadata, name);

    /// <summary>Whether a label was added in a category.</summary>
    public bool Has(LabelCategory category, string name) => Find(_added[(int)category], name) >= 0;

    /// <summary>The value of a label; null when there is none.</summary>
    public string? Get(string name)
    {
        foreach (var category in _added)
            if (Find(category, name) is >= 0 and var at)
                return category[at].Value;
        if (_deleted.Contains(name))
            return null;
        return Stream[name] is { Length: > 0 } value ? value : null;
    }

    /// <summary>Adds or changes a label, unless a higher category has it.</summary>
    public void Set(LabelCategory category, string name, string value)
    {
        if (category == LabelCategory.Parsed)
        {
            Remove(LabelCategory.Metadata, name);
            Remove(LabelCategory.Stream, name);
        }
        else if (category == LabelCategory.Metadata)
        {
            Remove(LabelCategory.Stream, name);
            if (Has(LabelCategory.Parsed, name))
                return;
        }
        else if (Has(LabelCategory.Metadata, name) || Has(LabelCategory.Parsed, name))
            return;
        var labels = _added[(int)category];
        var at = Find(labels, name);
        if (at >= 0)
            labels[at] = new Label(name, value);
        else
            labels.Add(new Label(name, value));
        if (category == LabelCategory.Parsed && at < 0)
            Hints.RecordExtracted(name);
    }

    /// <summary>Takes a label away in all categories.</summary>
    public void Delete(string name)
    {
        for (var category = LabelCategory.Stream; category <= LabelCategory.Parsed; category++)
            Remove(category, name);
        _deleted.Add(name);
    }

    /// <summary>Notes what went wrong.</summary>
    public void Fail(string error, string? details)
    {
        Error = error;
        if (details is not null)
            ErrorDetails = details;
        if (Hints.PreserveError)
            Set(LabelCategory.Parsed, PreserveErrorLabel, "true");
    }

    /// <summary>All labels with their category, in no order, errors included as parsed.</summary>
    public void CopyTo(List<(Label Label, LabelCategory Category)> into)
    {
        into.Clear();
        foreach (var label in Stream.AsSpan())
        {
            if (_deleted.Contains(label.Name) || Has(LabelCategory.Metadata, label.Name) || Has(LabelCategory.Parsed, label.Name))
                continue;
            var at = Find(_added[0], label.Name);
            into.Add((at >= 0 ? _added[0][at] : label, LabelCategory.Stream));
        }

        foreach (var label in _added[1])
            if (!Has(LabelCategory.Parsed, label.Name))
                into.Add((label, LabelCategory.Metadata));
        foreach (var label in _added[2])
            into.Add((label, LabelCategory.Parsed));
        if (Error.Length > 0)
            into.Add((new Label(ErrorLabel, Error), LabelCategory.Parsed));
        if (ErrorDetails.Length > 0)
            into.Add((new Label(ErrorDetailsLabel, ErrorDetails), LabelCategory.Parsed));
    }

    void AddMetadata(Label label)
    {
        var name = StreamHas(label.Name) ? label.Name + DuplicateSuffix : label.Name;
        if (name == ErrorLabel)
            Error = label.Value;
        else if (name == ErrorDetailsLabel)
            ErrorDetails = label.Value;
        else
            Set(LabelCategory.Metadata, name, label.Value);
    }

    bool StreamHas(string name) => Stream.Has(name);

    void Remove(LabelCategory category, string name)
    {
        var labels = _added[(int)category];
        if (Find(labels, name) is >= 0 and var at)
            labels.RemoveAt(at);
    }

    static int Find(List<Label> labels, string name)
    {
        for (var i = 0; i < labels.Count; i++)
            if (labels[i].Name == name)
                return i;
        return -1;
    }
}
