/** Light, and dark where the reader's screen is. */
export const style = [
  "text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1f2d36}",
  '.page{fill:#fbfcfc}.card{fill:#fff;stroke:#d3dce0}.line{fill:none;stroke:#8fa1ab;stroke-width:1.5}.tip{fill:#8fa1ab}',
  '.faint{fill:#5c6d77}.entry{fill:#0b5d4e}.entry-text{fill:#fff}.entry-faint{fill:#cfe6e0}.label{fill:#eef2f4;stroke:#d3dce0}',
  '.icon{fill:none;stroke:#0b5d4e;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}.disc{fill:#e3f1ee}',
  '.goal{fill:#eaf6ee;stroke:#9fd0b0}.exit{fill:#fbf1ec;stroke:#e2bfae}.mark{fill:none;stroke:#5c6d77;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}',
  '@media (prefers-color-scheme:dark){text{fill:#e6edf0}.page{fill:#12181c}.card{fill:#1b2429;stroke:#35434b}.line{stroke:#6f828d}.tip{fill:#6f828d}',
  '.faint{fill:#9fb0ba}.entry{fill:#12806c}.entry-text{fill:#fff}.entry-faint{fill:#d6efe9}.label{fill:#232e34;stroke:#35434b}.icon{stroke:#6fd0bb}.disc{fill:#17382f}',
  '.goal{fill:#16291d;stroke:#33563f}.exit{fill:#2c201b;stroke:#5d4437}.mark{stroke:#9fb0ba}}',
].join('');
