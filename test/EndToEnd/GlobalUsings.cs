global using Shouldly;
global using Xunit;

// Signals, file modes and process groups are those of Linux.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
