using Almagest.Model;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Gives a line to another tenant: <c>tenant: {value: team-a}</c>, or by what was extracted (<c>source</c>) or a label (<c>label</c>). A name that no tenant can
/// have, and none at all, leave the line where it is.
/// </summary>
sealed class TenantStage(string? value, string? source, string? label) : IPipelineStage
{
    internal static TenantStage Create(StageOptions options)
    {
        var stage = (Value: options.Text("value"), Source: options.Text("source"), Label: options.Text("label"));
        if (new[] { stage.Value, stage.Source, stage.Label }.Count(static text => text is { Length: > 0 }) != 1)
            throw options.Invalid("exactly one of \"value\", \"source\" and \"label\" is needed");
        if (stage.Value is { Length: > 0 } fixedName && !IsPossible(fixedName, out _))
            throw options.Invalid($"\"value\" is \"{fixedName}\": no tenant can have this name");
        return new TenantStage(stage.Value, stage.Source, stage.Label);
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        var name = value ?? (source is not null ? entry.Find(source) : entry.Labels.GetValueOrDefault(label ?? ""));
        if (name is { Length: > 0 } && IsPossible(name, out var tenant))
            entry.Tenant = tenant;
    }

    // Lines come from strangers: none of them is written among our own.
    static bool IsPossible(string name, out TenantId tenant) => TenantId.TryParse(name, out tenant) && tenant != TenantId.System;
}
