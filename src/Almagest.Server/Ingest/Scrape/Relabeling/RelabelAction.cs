namespace Almagest.Server.Ingest.Scrape.Relabeling;

/// <summary>What a relabelling rule does (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config).</summary>
enum RelabelAction
{
    /// <summary>Sets the target label when the source matches.</summary>
    Replace,

    /// <summary>Drops what does not match.</summary>
    Keep,

    /// <summary>Drops what matches.</summary>
    Drop,

    /// <summary>Drops what is not equal to the target label.</summary>
    KeepEqual,

    /// <summary>Drops what is equal to the target label.</summary>
    DropEqual,

    /// <summary>Sets the target label to the MD5 of the source modulo a number.</summary>
    HashMod,

    /// <summary>Copies labels whose name matches.</summary>
    LabelMap,

    /// <summary>Removes labels whose name matches.</summary>
    LabelDrop,

    /// <summary>Removes labels whose name does not match.</summary>
    LabelKeep,

    /// <summary>Sets the target label to the source in lower case.</summary>
    Lowercase,

    /// <summary>Sets the target label to the source in upper case.</summary>
    Uppercase,
}
