/** The type inside Nullable and LowCardinality. */
export const innerType = (type: string): string => /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type)?.[1]?.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/s, '$1') ?? type;

export const isNumeric = (type: string): boolean => /^(?:U?Int|Float|BFloat|Decimal)/.test(innerType(type));

/** Integers that come as text because a number of JavaScript cannot hold them. */
export const isWide = (type: string): boolean => /^U?Int(?:64|128|256)/.test(innerType(type));

export const isTime = (type: string): boolean => /^Date/.test(innerType(type));

export const isText = (type: string): boolean => /^(?:String|FixedString|Enum|UUID|IPv|Bool)/.test(innerType(type));
