" Groups of the Vim syntax for words of sample.arr, and the indentation and folds of a formatted program.
" usage: vim -u NONE -es -S check_vim.vim, with $EDITORS and $RESULT set; programs to indent in $PROGRAMS
set nocompatible
exe 'set runtimepath^=' . $EDITORS . '/vim'
filetype plugin indent on
syntax on
exe 'edit ' . $EDITORS . '/sample.arr'

let s:wrong = []
" Line, word, which of its occurrences, group.
let s:expected = [
      \ [1, '#!/usr', 0, 'arrShebang'], [2, "A cell's", 0, 'arrCell'], [3, '"x"', 0, 'arrComment'],
      \ [4, 'HookedAutoConfig', 0, 'arrFunction'], [4, 'llama', 0, 'arrString'], [4, 'hidden_size', 0, 'arrArgument'],
      \ [4, '64', 0, 'arrNumber'], [4, 'fields', 0, 'arrComment'], [5, 'use_tools', 0, 'arrDecorator'],
      \ [6, 'def', 0, 'arrDef'], [6, 'logit_diff', 0, 'arrDefinition'], [6, 'none', 0, 'arrConstant'],
      \ [7, 'Two', 0, 'arrTripleString'], [8, 'no comment', 0, 'arrTripleString'], [9, 'logits', 0, 'arrMember'],
      \ [9, '0xff', 0, 'arrNumber'], [9, '1_000', 0, 'arrNumber'], [9, '2.5e-3', 0, 'arrFloat'], [9, '.5', 1, 'arrFloat'],
      \ [9, '@', 0, 'arrOperator'], [10, 'return', 0, 'arrControl'], [10, 'token', 0, 'arrMethod'], [10, '|>', 0, 'arrOperator'],
      \ [10, 'softmax', 0, 'arrFunction'], [10, 'axis', 0, 'arrArgument'], [12, 'for', 0, 'arrControl'],
      \ [12, 'in', 0, 'arrWord'], [12, 'range', 0, 'arrFunction'], [13, 'not', 0, 'arrWord'], [13, 'true', 0, 'arrConstant'],
      \ [13, 'in', 1, 'arrMember'], [13, 'layer', 1, 'arrField'], [13, ':2', 0, 'arrFormat'], [13, ' Mary', 0, 'arrString'],
      \ [13, '{{', 0, 'arrBrace'], [13, '\n', 0, 'arrEscape'], [13, ';', 0, 'arrQuiet'], [15, '\d', 0, 'arrRawString'],
      \ [15, "\\'", 0, 'arrEscape'], [15, '# no comment', 0, 'arrString'], [16, 'b', 0, 'arrTripleString'],
      \ [17, '=>', 0, 'arrOperator'], [17, 'if', 0, 'arrControl'], [17, '_3', 0, 'arrLast'], [17, 'x', 0, 'arrParameter'],
      \ [18, 'try', 0, 'arrControl'], [18, 'catch', 0, 'arrControl'], [18, 'run', 0, 'arrMethod']]
for [s:line, s:word, s:times, s:group] in s:expected
  let s:column = -1
  for s:i in range(s:times + 1)
    let s:column = stridx(getline(s:line), s:word, s:column + 1)
  endfor
  let s:found = synIDattr(synID(s:line, s:column + 1, 1), 'name')
  if s:found !=# s:group
    call add(s:wrong, printf('sample.arr:%d: "%s" should be %s, is %s', s:line, s:word, s:group, s:found))
  endif
endfor

" What the formatter wrote keeps its indentation, and each cell folds.
for s:file in split($PROGRAMS)
  exe 'edit ' . s:file
  if &filetype !=# 'arr'
    call add(s:wrong, s:file . ': the file type is ' . &filetype)
  endif
  let s:before = getline(1, '$')
  silent normal! gg=G
  for s:i in range(len(s:before))
    if s:before[s:i] !=# getline(s:i + 1)
      call add(s:wrong, printf('%s:%d: indented as "%s"', s:file, s:i + 1, getline(s:i + 1)))
    endif
  endfor
  let s:cells = filter(copy(s:before), 'v:val =~# "^# %%"')
  if len(s:cells) > 0 && foldlevel(line('$')) != 1
    call add(s:wrong, s:file . ': cells do not fold')
  endif
  edit!
endfor

call add(s:wrong, printf('Vim: %d places and %d files, %d wrong', len(s:expected), len(split($PROGRAMS)), len(s:wrong)))
call writefile(s:wrong, $RESULT)
exe len(s:wrong) > 1 ? 'cquit' : 'qall!'
