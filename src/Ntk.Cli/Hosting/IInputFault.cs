namespace Ntk.Cli;

/// <summary>An error of the request or its input, not of the work.</summary>
internal interface IInputFault;
