namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Where a label of a line comes from; later ones win over earlier ones.</summary>
public enum LabelCategory
{
    /// <summary>Label of the stream.</summary>
    Stream,

    /// <summary>Structured metadata of the line.</summary>
    Metadata,

    /// <summary>Made by the pipeline.</summary>
    Parsed,
}
