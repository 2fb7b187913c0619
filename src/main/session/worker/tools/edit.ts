/** One replacement, as the model asks for it. */
export interface Edit {
  old_string: string;
  new_string: string;
  replace_all: boolean;
}
