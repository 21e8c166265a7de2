// What LeakSanitizer finds in libraries of others and we cannot mend. Its name is LeakSanitizer's.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\n";  // keeps its configuration to the end
}
