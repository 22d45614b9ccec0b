export class ChartsPanel {}
